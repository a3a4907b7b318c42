import type { Delivery } from '../api/delivery-types.js';

/** The beginnings of the buckets, in epoch seconds. */
export function timesOf({ buckets }: Delivery): number[] {
  return buckets.map(({ at }) => Date.parse(at) / 1000);
}
