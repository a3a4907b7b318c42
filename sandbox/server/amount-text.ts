/** More digits of an amount are not shown, unless its currency has them. */
const MAX_DIGITS = 3;

/** `98.00`, for yen `1,200`: an amount with at least the digits that its currency has. */
export function amountText(amount: number, currency: string | null): string {
  const digits = digitsOf(currency) ?? (Number.isInteger(amount) ? 0 : 2);
  return amount.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: Math.max(digits, MAX_DIGITS),
  });
}

/** @returns undefined for what is no currency code */
function digitsOf(currency: string | null): number | undefined {
  if (currency === null || !/^[A-Za-z]{3}$/.test(currency)) return undefined;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().minimumFractionDigits;
}
