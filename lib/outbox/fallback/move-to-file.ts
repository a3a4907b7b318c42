import type { MemoryOutbox } from '../memory/memory.outbox.js';
import { givenBack, type NewRecord, type Outbox } from '../outbox.js';

/** How many records, and how many dead letters, are moved together. */
const BATCH = 64;

/**
 * Moves records that are due and dead letters from memory to a file, until it does not take one. There,
 * their attempts are counted from 0.
 *
 * @returns how many it has taken, and whether those were all
 */
export async function moveToFile(
  memory: MemoryOutbox,
  file: Outbox,
): Promise<{ moved: number; areAll: boolean }> {
  let moved = 0;
  // One record first, to see whether the file takes it.
  for (let limit = 1; ; limit = BATCH) {
    const isTaken = await moveBatch(memory, file, limit);
    moved += isTaken.filter(Boolean).length;
    const areAll = !isTaken.includes(false);
    if (!areAll || isTaken.length === 0) return { moved, areAll };
  }
}

/** @returns for each record whether the file has taken it */
async function moveBatch(memory: MemoryOutbox, file: Outbox, limit: number): Promise<boolean[]> {
  const put = (record: NewRecord) =>
    file.put(record).then(
      () => true,
      () => false,
    );
  const { records } = await memory.lease(limit);
  const movedRecords = records.map(async (record) => {
    const isTaken = await put(record);
    if (isTaken) memory.remove(record.id);
    else await memory.acknowledge([givenBack(record)]);
    return isTaken;
  });
  const letters = await memory.admin.deadLetters({ limit });
  const movedLetters = letters.map(async ({ reason, status, undeliverable, ...record }) => {
    const isTaken = await put({ ...record, dead: { reason, status, undeliverable } });
    if (isTaken) memory.remove(record.id);
    return isTaken;
  });
  return Promise.all([...movedRecords, ...movedLetters]);
}
