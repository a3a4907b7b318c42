/**
 * An amount of money: a number, a BigInt, decimal text (`"42.00"`), or a decimal object whose
 * `toString()` is decimal text, such as those of Decimal.js, big.js and Prisma.
 */
export type Amount = number | string | bigint | object;

export interface MoneyOptions {
  /**
   * The ISO 4217 code of the currency, which decides how many digits are kept: two for EUR, none for
   * JPY, three for KWD.
   *
   * @default two digits
   */
  readonly currency?: string | null;
  /** Whether the amount is in minor units, such as cents. @default false */
  readonly minor?: boolean;
}

/**
 * Below this bound fifteen digits hold every minor unit. What a number has behind them is the error of
 * an earlier sum or product, which must not turn the rounding.
 */
const ROUNDED_BELOW = 1e11;
const DECIMAL = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i;
/** No amount is longer, and longer ones take long. */
const MAX_LENGTH = 1_000;
/** A number with more digits before its point may be too large for JSON. */
const MAX_WHOLE_DIGITS = 308;

/**
 * The currencies of ISO 4217 whose minor unit does not have two digits. Not taken from Intl: there they
 * follow how amounts are shown (no digits for HUF, COP or IQD), and change with the version of Node.
 */
const DIGITS = new Map<string, number>();
for (const [digits, codes] of [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
] as const) {
  for (const code of codes.split(' ')) DIGITS.set(code, digits);
}

/**
 * The JSON number for an amount of money, rounded half away from zero to the currency's minor unit. It
 * counts in decimal digits, so that no binary fraction leaves its error in a price: text, BigInts and
 * decimal objects are rounded exactly, and numbers by their first fifteen digits.
 *
 * @example
 * ```ts
 * money('42.00'); // 42
 * money(1.005); // 1.01
 * money(0.1 + 0.2); // 0.3
 * money(43.9 * 5 * 0.05); // 10.98, though the product is 10.974999999999998
 * money(new Decimal('19.999')); // 20
 * money(1299, { minor: true }); // 12.99
 * money(1299, { minor: true, currency: 'JPY' }); // 1299
 * money('1.2345', { currency: 'KWD' }); // 1.235
 * money('1,234.50'); // NaN
 * ```
 *
 * @returns NaN for what is no amount, such as `"abc"`, an empty string or text with a comma, whose
 * meaning would be a guess. It is an object with the value NaN: `isNaN()` finds it, `Number.isNaN()` does
 * not. The check of the event names where it stands and what it was made from, and the event is not sent.
 * For null and undefined, undefined, which is left out. Never throws.
 */
export function money(amount: Amount, options?: MoneyOptions): number;
export function money(
  amount: Amount | null | undefined,
  options?: MoneyOptions,
): number | undefined;
export function money(
  amount: Amount | null | undefined,
  { currency, minor = false }: MoneyOptions = {},
): number | undefined {
  if (amount === null || amount === undefined) return undefined;
  const digits = DIGITS.get(String(currency).trim().toUpperCase()) ?? 2;
  const units = countUnits(toText(amount), minor ? 0 : digits);
  // Number() finds the nearest number to a decimal text; a division would round once more.
  return units === undefined ? noAmount(amount) : Number(`${units}e-${digits}`);
}

/** Known in all copies of this library that are loaded. */
export const NO_AMOUNT: unique symbol = Symbol.for('nestjs-converge:no-amount') as never;

/** NaN that keeps what it was made from, in the place of a number: any sum with it is NaN. */
function noAmount(amount: unknown): number {
  return Object.assign(Object(NaN) as number, { [NO_AMOUNT]: amount });
}

function toText(amount: unknown): string {
  if (typeof amount === 'number' && Math.abs(amount) < ROUNDED_BELOW) return amount.toPrecision(15);
  if (['boolean', 'function'].includes(typeof amount) || Array.isArray(amount)) return '';
  try {
    return String(amount).trim();
  } catch {
    return '';
  }
}

/**
 * Moves the decimal point to the right, and rounds what then stands behind it.
 *
 * @returns undefined where the text is no decimal number, or too large for a JSON number
 */
function countUnits(text: string, places: number): bigint | undefined {
  const match = text.length <= MAX_LENGTH ? DECIMAL.exec(text) : null;
  if (match === null) return undefined;
  const [, sign, whole = '', behindWhole, onlyFraction, exponent = '0'] = match;
  const fraction = behindWhole ?? onlyFraction ?? '';
  const figures = (whole + fraction).replace(/^0+/, '');
  const kept = figures.length - fraction.length + Number(exponent) + places;
  if (figures === '' || kept < 0) return 0n;
  if (kept > MAX_WHOLE_DIGITS) return undefined;
  const roundsUp = figures.charAt(kept) >= '5';
  const units = BigInt(figures.slice(0, kept).padEnd(kept, '0')) + (roundsUp ? 1n : 0n);
  return sign === '-' ? -units : units;
}
