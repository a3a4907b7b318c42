export const CURRENCY = 'USD';

const PARTS = 10_000;

/** Money is counted in whole cents, so that sums have no rounding errors. */
export function toCents(amount: number): number {
  return Math.round(amount * 100);
}

/** A fraction of an amount, rounded half up to whole cents. @param fraction at most four decimals */
export function share(cents: number, fraction: number): number {
  return Math.floor((cents * Math.round(fraction * PARTS) + PARTS / 2) / PARTS);
}
