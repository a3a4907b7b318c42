import { readFileSync } from 'node:fs';

const FILE = new URL('../fixtures/northwind-orders.json', import.meta.url);

export interface NorthwindOrder {
  id: string;
  placedAt: string;
  freight: number;
  customer: { id: string; company: string; contact: string; email: string; phone: string };
  ship: {
    address: string;
    city: string;
    region: string | null;
    postalCode: string | null;
    country: string;
  };
  lines: {
    productId: string;
    name: string;
    unitPrice: number;
    quantity: number;
    discount: number;
  }[];
}

/**
 * The 830 orders of Microsoft's public Northwind sample database, untidy as real ones: many alphabets' letters,
 * names of countries instead of codes, missing regions. The email addresses are made up from the customers' ids.
 */
export const northwind: readonly NorthwindOrder[] = (
  JSON.parse(readFileSync(FILE, 'utf8')) as NorthwindOrder[]
).map(({ placedAt, ...order }) => ({ ...order, placedAt: twentyYearsLater(placedAt) }));

/** A time before 2000 counts as a mistake. */
function twentyYearsLater(time: string): string {
  return time.replace(/^\d{4}/, (year) => String(Number(year) + 20));
}

/** Counts in decimal text and BigInt, other than the shop does. */
export function expectedTotals({ freight, lines }: NorthwindOrder) {
  let gross = 0n;
  let discount = 0n;
  for (const { unitPrice, quantity, discount: fraction } of lines) {
    const amount = hundredths(unitPrice) * BigInt(quantity);
    gross += amount;
    discount += (amount * hundredths(fraction) + 50n) / 100n;
  }
  const shipping = hundredths(freight);
  return {
    total_price: decimal(gross - discount + shipping),
    total_discount: decimal(discount),
    total_shipping: decimal(shipping),
    total_tax: 0,
    gross,
  };
}

function hundredths(amount: number): bigint {
  const [whole = '', fraction = ''] = String(amount).split('.');
  if (fraction.length > 2) throw new Error(`${amount} has more than two decimals`);
  return BigInt(whole + fraction.padEnd(2, '0'));
}

/** The number that the decimal text of an amount stands for. */
function decimal(cents: bigint): number {
  const digits = String(cents).padStart(3, '0');
  return Number(`${digits.slice(0, -2)}.${digits.slice(-2)}`);
}
