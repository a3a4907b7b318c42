import { createRequire } from 'node:module';
import type { CountryCode } from 'libphonenumber-js/min';
import type { ContactDto } from '../spec/event-spec.js';
import { isCountryCode, isPhoneNumber } from '../spec/field.js';

type Text = string | null | undefined;

/** What a shop knows of a customer; nothing of it is required. */
export interface ContactRecord {
  readonly email?: Text;
  /** With country code, or as it is dialled in the customer's country. */
  readonly phone?: Text;
  readonly firstName?: Text;
  readonly lastName?: Text;
  readonly city?: Text;
  /** A code or a name, see {@link countryCode}. */
  readonly country?: Text;
  readonly state?: Text;
  readonly zipCode?: Text;
}

/**
 * Converge's contact fields, as far as they are known. For a record whose email may be missing, `$email`
 * is not in the type, so that the compiler says where an event requires it.
 */
export type ContactFields = { [Name in Exclude<keyof ContactDto, '$email'>]?: string };

export interface ContactOptions {
  /**
   * The ISO 3166-1 alpha-2 code of the country to which phone numbers without country code belong,
   * where the customer's country is not given.
   */
  readonly defaultCountry?: string | null;
}

/**
 * Converge's contact fields from a customer's record. They belong into both objects of an event, so
 * give the same ones to both:
 *
 * @example
 * ```ts
 * properties: (order: Order) => ({ ...contact(order.customer), id: order.id, ... }),
 * profileProperties: (order: Order) => contact(order.customer),
 * ```
 *
 * Texts are trimmed, the email is written in lower case, the country becomes its code, and the phone
 * number E.164. What is missing or not understood is left out, with two exceptions: an invalid email
 * stays, so that the check names it; and a country with a digit in it shows an address whose columns
 * have shifted, so that city, state and postal code are left out with it.
 */
export function contact(
  record: ContactRecord & { readonly email: string },
  options?: ContactOptions,
): ContactFields & { $email: string };
export function contact(
  record: ContactRecord | null | undefined,
  options?: ContactOptions,
): ContactFields;
export function contact(
  record: ContactRecord | null | undefined,
  { defaultCountry }: ContactOptions = {},
): ContactFields {
  const country = clean(record?.country);
  const $country_code = countryCode(country);
  const address = country !== undefined && /\d/.test(country) ? undefined : record;
  const fields = {
    $email: clean(record?.email)?.toLowerCase(),
    // A country that is not understood is not the default one.
    $phone_number: phone(record?.phone, country === undefined ? defaultCountry : $country_code),
    $first_name: clean(record?.firstName),
    $last_name: clean(record?.lastName),
    $country_code,
    $city: clean(address?.city),
    $state: clean(address?.state),
    $zip_code: clean(address?.zipCode),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function clean(value: Text): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/**
 * The ISO 3166-1 alpha-2 code of a country that is given by its code (alpha-2 or alpha-3), or by its
 * English name, as Node's Unicode data has it. Case, accents, punctuation and white space do not count.
 * Some names in use, such as `England` and `Holland`, are known besides. Nothing is guessed: what is
 * misspelt, may mean several countries (`Congo`, `Korea`), or is in another language is not known. The
 * names are read when they are needed first, which takes some milliseconds.
 *
 * @example
 * ```ts
 * countryCode('de'); // 'DE'
 * countryCode('DEU'); // 'DE'
 * countryCode('Germany'); // 'DE'
 * countryCode('U.S.A.'); // 'US'
 * countryCode('England'); // 'GB'
 * countryCode('Deutschland'); // undefined
 * countryCode('05454-876'); // undefined
 * ```
 *
 * @returns undefined if it is not known
 */
export function countryCode(name: string | null | undefined): string | undefined {
  if (typeof name !== 'string') return undefined;
  const text = name.trim();
  // No name has a digit, and a postal code is not worth looking for.
  if (text === '' || /\d/.test(text)) return undefined;
  // What several countries are called is an empty string.
  return fromCode(text) ?? ((names ??= readNames()).get(normalise(text)) || undefined);
}

/** In mixed case three letters may be a name: `Nga` is Russia in Vietnamese, NGA is Nigeria. */
function fromCode(text: string): string | undefined {
  if (!/^([A-Za-z]{2}|[A-Z]{3}|[a-z]{3})$/.test(text)) return undefined;
  const code = text.toUpperCase();
  const alpha2 = code.length === 3 ? ALPHA_2.get(code) : code;
  return isCountryCode(alpha2) ? alpha2 : undefined;
}

/** The codes by name; empty where several countries have the name. */
let names: ReadonlyMap<string, string> | undefined;

function readNames(): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  const [long, short] = (['long', 'short'] as const).map(
    (style) => new Intl.DisplayNames('en', { type: 'region', style, fallback: 'none' }),
  );
  for (const code of ALPHA_2.values()) {
    const inUse = NAMES_IN_USE.get(code) ?? [];
    for (const name of [long!.of(code) ?? [], short!.of(code) ?? [], inUse].flat()) {
      const key = normalise(name);
      codes.set(key, (codes.get(key) ?? code) === code ? code : '');
    }
  }
  return codes;
}

/**
 * Lower case, without punctuation and the accents of European letters (the vowel signs of other scripts
 * are no accents), and in one way what is written in several.
 */
function normalise(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[.'’‘ʼʻ`´]+/g, '')
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '')
    .replace(/\bst\b/g, 'saint')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]+/g, '')
    .normalize('NFC');
}

/** The alpha-2 codes of ISO 3166-1 by the alpha-3 ones; written only where these do not begin with them. */
const ALPHA_2: ReadonlyMap<string, string> = new Map(
  `ABW:AW AFG AGO:AO AIA ALA:AX ALB AND:AD ARE:AE ARG ARM:AM ASM ATA:AQ ATF:TF ATG:AG AUS AUT:AT
  AZE BDI:BI BEL BEN:BJ BES:BQ BFA BGD:BD BGR BHR BHS:BS BIH:BA BLM BLR:BY BLZ:BZ BMU BOL BRA
  BRB:BB BRN:BN BTN BVT BWA CAF:CF CAN CCK CHE CHL:CL CHN:CN CIV CMR COD:CD COG:CG COK:CK COL
  COM:KM CPV:CV CRI CUB CUW:CW CXR CYM:KY CYP CZE DEU DJI DMA DNK:DK DOM DZA ECU EGY ERI ESH:EH
  ESP EST:EE ETH FIN FJI FLK:FK FRA FRO:FO FSM:FM GAB GBR GEO GGY GHA GIB GIN:GN GLP:GP GMB GNB:GW
  GNQ:GQ GRC GRD:GD GRL:GL GTM GUF:GF GUM GUY:GY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL:IE
  IRN IRQ:IQ ISL ISR:IL ITA JAM:JM JEY JOR JPN KAZ:KZ KEN KGZ KHM KIR KNA KOR:KR KWT LAO LBN
  LBR:LR LBY:LY LCA LIE LKA LSO LTU LUX LVA MAC:MO MAF:MF MAR MCO MDA MDG:MG MDV:MV MEX:MX MHL MKD
  MLI MLT:MT MMR MNE:ME MNG MNP:MP MOZ:MZ MRT MSR MTQ:MQ MUS MWI MYS MYT:YT NAM NCL NER NFK NGA
  NIC NIU:NU NLD NOR NPL NRU NZL OMN PAK:PK PAN PCN:PN PER PHL PLW:PW PNG:PG POL:PL PRI PRK:KP
  PRT:PT PRY:PY PSE PYF:PF QAT REU ROU RUS RWA SAU SDN SEN:SN SGP SGS:GS SHN SJM SLB:SB SLE SLV:SV
  SMR SOM SPM:PM SRB:RS SSD STP SUR:SR SVK:SK SVN:SI SWE:SE SWZ:SZ SXM SYC:SC SYR TCA TCD:TD TGO
  THA TJK TKL TKM:TM TLS TON TTO TUN:TN TUR:TR TUV:TV TWN TZA UGA UKR:UA UMI URY:UY USA UZB VAT
  VCT VEN VGB VIR VNM VUT WLF:WF WSM YEM ZAF ZMB ZWE`
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 3), entry.slice(4) || entry.slice(0, 2)]),
);

/** English names that Node does not have: parts of countries, former and official names. */
const NAMES_IN_USE = new Map(
  `AE: UAE; BN: Brunei Darussalam; BO: Bolivia Plurinational State of;
  CD: DR Congo, DRC, Democratic Republic of Congo, Democratic Republic of the Congo, Congo Democratic Republic of the;
  CG: Republic of the Congo, Congo Republic of the; CI: Ivory Coast;
  CN: People's Republic of China; CV: Cabo Verde; CZ: Czech Republic;
  FK: Falklands, Falkland Islands Malvinas; FM: Micronesia Federated States of;
  GB: Great Britain, Britain, England, Northern Ireland, Scotland, Wales;
  IE: Eire, Republic of Ireland; IR: Islamic Republic of Iran, Iran Islamic Republic of;
  KP: Korea North, Korea Democratic People's Republic of, Democratic People's Republic of Korea;
  KR: Korea South, Korea Republic of, Republic of Korea; LA: Lao People's Democratic Republic;
  MD: Moldova Republic of; MK: Macedonia, Macedonia the Former Yugoslav Republic of; MM: Burma;
  MO: Macau; NL: Holland, Netherlands Kingdom of the;
  PS: State of Palestine, Palestine State of, Palestinian Territory Occupied;
  RU: Russian Federation; SA: KSA, Kingdom of Saudi Arabia; SY: Syrian Arab Republic;
  SZ: Swaziland; TL: East Timor; TR: Turkey, Türkiye; TW: Taiwan Province of China;
  TZ: United Republic of Tanzania, Tanzania United Republic of; US: USA, United States of America;
  VA: Vatican, Holy See, Holy See Vatican City State; VC: Saint Vincent and the Grenadines;
  VE: Venezuela Bolivarian Republic of; VG: Virgin Islands British; VI: Virgin Islands U.S.;
  VN: Viet Nam`
    .split(/;\s+/)
    .map((entry) => [entry.slice(0, 2), entry.slice(4).split(/,\s+/)]),
);

type Library = typeof import('libphonenumber-js/min');

const load = createRequire(import.meta.url);

/**
 * A phone number in the form E.164, with + and country code. The tables of numbers are loaded at the
 * first call, which takes some 30 ms.
 *
 * Possible is a number as long as the numbers of its country; whether it is in use is not looked up.
 *
 * @example
 * ```ts
 * phone('+1 (917) 123-4567'); // '+19171234567'
 * phone('030 12345678', 'DE'); // '+493012345678'
 * phone('030 12345678'); // undefined: of which country?
 * ```
 *
 * @param defaultCountry the ISO 3166-1 alpha-2 code of the country to which a number without country
 * code belongs, such as the one of the customer's address
 * @returns undefined for what is no possible number, or is ambiguous without a country
 */
export function phone(
  number: string | null | undefined,
  defaultCountry?: string | null,
): string | undefined {
  if (typeof number !== 'string' || number.trim() === '') return undefined;
  const library: Library = load('libphonenumber-js/min');
  const country = (defaultCountry?.trim().toUpperCase() ?? '') as CountryCode;
  const parsed = library.parsePhoneNumberFromString(number.trim(), {
    defaultCountry: library.isSupportedCountry(country) ? country : undefined,
    // The whole text must be a number, instead of having one somewhere.
    extract: false,
  });
  return parsed?.isPossible() && isPhoneNumber(parsed.number) ? parsed.number : undefined;
}
