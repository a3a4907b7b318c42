import { describe, expect, it } from '@jest/globals';
import { isEmail } from 'class-validator';
import fc from 'fast-check';
import {
  isCardNumber,
  isCountryCode,
  isCurrency,
  isEmailAddress,
  isPhoneNumber,
  isSalesChannelType,
  isState,
} from '../../lib/event/spec/field.js';

const NO_STRINGS = [undefined, null, 7, 0, true, [], ['EUR'], {}, { length: 2 }];
const EMPTY = ['', ' '];

/** One example a line, or several with bars between them. */
function examples(text: string): string[] {
  return text.trim().split(/ \| |\n */);
}

/** What a check takes, and what it does not take. */
function describeCheck(
  check: (value: unknown) => boolean,
  right: readonly unknown[],
  wrong: readonly unknown[],
): void {
  describe(check.name, () => {
    it.each(right)('takes %p', (value) => expect(check(value)).toBe(true));

    it.each(wrong)('takes no %p', (value) => expect(check(value)).toBe(false));
  });
}

const STREETS = `
  123 Main Street | 2817 Milton Dr. | 87 Polk St. | 55 Grizzly Peak Rd. | 8 Johnstown Road
  305 - 14th Ave. S. Suite 3B, Second Avenue | 12 Orchestra Lane | 1900 Oak Boulevard
  Luisenstr. 48 | Obere Str. 57 | Taucherstraße 10 | Mehrheimerstr. 369 | Hauptstrasse 1a
  Walserweg 21 | Kirchgasse 6 | Adenauerallee 900 | Marienplatz 8 | Grenzacherweg 237
  59 rue de l’Abbaye | 12, rue des Bouchers | 67, avenue de l’Europe | 3 allée des Tilleuls
  Boulevard Tirou, 255 | Via Monte Bianco 34 | Viale Europa 7 | Piazza Navona 2
  Calle Dr. Jorge Cash 321 | Avda. Azteca 123 | Av. Copacabana, 267 | Avenida Brasil, 442
  Rua do Paço, 67 | Carrera 52 con Ave. Bolívar #65-98 | Åkergatan 24 | Berguvsvägen 8
  Keskuskatu 45 | Torikatu 38 | Prinsengracht 263 | Kerkstraat 12 | Nieuwelaan 4
  ul. Filtrowa 68 | улица Ленина 5 | İstiklal Caddesi 12 | Gamle vej 3`;

const REGIONS = `
  NY | California | Nordrhein-Westfalen | Île-de-France | São Paulo | Québec | WA
  St. Gallen | St. Gallen 9000 | Dr. Alberdi 3 | CT 06510 | AV 83100 | NSW 2000
  Dublin 4 | Praha 1 | Paris 15 | Lyon 3 | Wien 10 | Budapest 11 | Zona 10 | Sector 3
  District 9 | 1st District | Distrito 9 | Quận 1 | 7. Bezirk | 15e Arrondissement
  Province No. 2 | Region 4 | Región 12 | Wilaya 16 | Comuna 13 | Ward 5 | Zone 5
  75 Paris | 33 Gironde | 974 La Réunion | 25 de Mayo | 6 October | 10th of Ramadan
  東京都 | 서울특별시 | Московская область | القاهرة | กรุงเทพ 10110 | 台北市 100
  Rue | Via | Norfolk Street | Viacha | Aveyron | Ruse | Calleja | Strathclyde | 5`;

describeCheck(isState, [...examples(REGIONS), ...EMPTY], examples(STREETS));

const PHONES = `
  +19171234567 | +1 (917) 123-4567 | +49 30 12345678 | +44 (0)20 7946 0958 | +46 8 465 00
  +6834000 | +(1) 917 123 4567 | +86 138 0013 8000 | +358-9-12345678 | +49 30 1234`;

const NO_PHONES = `
  0171 1234567 | (5) 555-3932 | 00491711234567 | + | +1 | +49 | +abc | +49 30 x1
  +049 30 12345678 | +1234567890123456 | 49 30 12345678 | +49.30.12345678 | tel:+4930123456`;

describeCheck(isPhoneNumber, examples(PHONES), [...examples(NO_PHONES), ...EMPTY, ...NO_STRINGS]);

describeCheck(
  isCurrency,
  examples('EUR | USD | JPY | KWD | CHF | BRL | TRY | VES | SLE | VED | XCG | ZWG'),
  [...examples('eur | Eur | € | $ | EURO | EU | XYZ | BTC | DEM'), ...[' EUR', '', ...NO_STRINGS]],
);

describeCheck(isCountryCode, examples('DE | US | GB | AX | SX | TW | SS'), [
  ...examples('de | UK | DEU | Germany | EU | XX | D'),
  ...['', ...NO_STRINGS],
]);

describe('isCardNumber', () => {
  it('takes the test numbers of the brands, in groups too, and no other number', () => {
    const cards = examples(`4111111111111111 | 4242 4242 4242 4242 | 5555-5555-5555-4444
      2223003122003222 | 378282246310005 | 6011111111111117 | 3530111333300000`);
    expect(cards.filter((card) => !isCardNumber(card))).toEqual([]);
    expect(isCardNumber(4111111111111111)).toBe(true);
    const others = examples(`4111111111111112 | 4111111111111 | 1725312229000000 | 43729076543210
      2024-09-02 12:34:56 | +4915112345678901 | order 4111111111111111 | 2730990000000005`);
    expect([...others, '', 42.5, 1e21, NaN].filter(isCardNumber)).toEqual([]);
  });
});

describe('isSalesChannelType', () => {
  it('takes what Converge knows, and nothing else', () => {
    const values = ['web', 'pos', 'offline', 'Web', 'shop', 'constructor', '', ...NO_STRINGS];
    expect(values.filter(isSalesChannelType)).toEqual(['web', 'pos', 'offline']);
  });
});

const EMAILS = `
  jane@example.com | miles.o'brien@ds9.example | jane+shop@example.co.uk | j@1.com
  jörg@müller.de | jane@xn--mller-kva.de | 用户@例子.广告 | JANE@EXAMPLE.COM`;

const NO_EMAILS = `
  jane | jane@ | @example.com | jane@localhost | jane@@example.com | a@b | jane@example..com
  jane..x@example.com | a@b.de, c@d.de | <a@b.de> | jane doe@example.com`;

describeCheck(isEmailAddress, examples(EMAILS), [
  ...examples(NO_EMAILS),
  ...['jane@example.com ', ...EMPTY, ...NO_STRINGS],
]);

describe('isEmailAddress', () => {
  it('is of the opinion of class-validator, also where it does not ask it', () => {
    const text = (characters: string, maxLength: number) =>
      fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength });
    const address = fc
      .tuple(text('aZ9._+-', 24), text('aZ9-.', 24), text('aZ9', 4))
      .map(([name, host, end]) => `${name}@${host}.${end}`);
    let right = 0;
    fc.assert(
      fc.property(address, (address) => {
        expect(isEmailAddress(address)).toBe(isEmail(address));
        if (isEmail(address)) right++;
      }),
      { numRuns: 5_000 },
    );
    expect(right).toBeGreaterThan(200);
  });
});
