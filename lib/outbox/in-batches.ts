/** Does something in batches until there is nothing left of it. @returns how many records in all */
export async function untilNone(batch: () => Promise<number>): Promise<number> {
  for (let total = 0; ;) {
    const records = await batch();
    if (records === 0) return total;
    total += records;
  }
}

/**
 * Does something to all records in batches, in the order of their ids.
 *
 * @param batchAfter gives where the batch that follows an id ends, undefined if there is none
 * @returns to how many it did
 */
export async function throughAll(
  batchAfter: (id: number) => number | undefined,
  batch: (afterId: number, lastId: number) => Promise<number>,
): Promise<number> {
  let total = 0;
  let after = 0;
  for (;;) {
    const last = batchAfter(after);
    if (last === undefined) return total;
    total += await batch(after, last);
    after = last;
  }
}
