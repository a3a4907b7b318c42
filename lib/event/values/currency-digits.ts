/**
 * The currencies of ISO 4217 whose minor unit does not have two digits. Not taken from Intl: there they
 * follow how amounts are shown (no digits for HUF, COP or IQD), and change with the version of Node.
 */
const EXCEPTIONS: ReadonlyArray<readonly [digits: number, codes: string]> = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

const DIGITS = new Map(
  EXCEPTIONS.flatMap(([digits, codes]) => codes.split(' ').map((code) => [code, digits] as const)),
);

/**
 * How many digits the minor unit of a currency has.
 *
 * @param currency its ISO 4217 code
 * @returns two where the code is missing or unknown
 */
export function currencyDigits(currency: string | null | undefined): number {
  return DIGITS.get(String(currency).trim().toUpperCase()) ?? 2;
}
