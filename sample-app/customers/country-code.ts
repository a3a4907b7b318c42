/** Common names that are not the ones of Unicode's English list. */
const ALIASES: Record<string, string> = { usa: 'US', uk: 'GB' };

/** Codes that Unicode names though ISO 3166-1 assigns them to no country. */
const NOT_ISO = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ'.split(' '));

const CODES = new Map([...namedCodes(), ...Object.entries(ALIASES)]);

/**
 * The ISO 3166-1 alpha-2 code of a country that is given by its English name or by the code itself.
 *
 * @returns undefined if it is unknown
 */
export function countryCode(country: string): string | undefined {
  return CODES.get(country.trim().toLowerCase());
}

function* namedCodes(): Generator<[string, string]> {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const name = names.of(code);
    // Codes of the past (DD, FX) carry the name of the country that they became.
    const isCurrent = new Intl.Locale('und', { region: code }).region === code;
    if (name === undefined || !isCurrent || NOT_ISO.has(code)) continue;
    yield [name.toLowerCase(), code];
    yield [code.toLowerCase(), code];
  }
}
