import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Acknowledgement } from '../../lib/outbox/outbox.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';

const folder = useTemporaryFolder();
const ROUNDS = 80;

/** The same numbers each time, between 0 and 1. */
function randomNumbers(): () => number {
  let seed = 7;
  return () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

it('leaves nothing of a person, not even where SQLite has moved events to other pages', async () => {
  const path = join(folder.path, 'outbox');
  const outbox = await SqliteOutbox.open(outboxSettings(path));
  const random = randomNumbers();
  const put = () => {
    const name = random() < 0.3 ? 'MARKED' : 'others';
    const more = name.repeat(Math.floor(random() ** 3 * 1_500));
    const body = JSON.stringify({ aliases: [`urn:email:${name}@example.com`], more });
    return outbox.put({ eventName: 'e', origin: 'o', body, recordedAt: 1 });
  };
  const next = (id: number): Acknowledgement => {
    const chance = random();
    if (chance < 0.6) return { id, state: 'delivered' };
    if (chance < 0.8) return { id, state: 'waiting', attempts: 1, dueAt: Date.now() + 60_000 };
    return { id, state: 'dead', attempts: 1, reason: 'refused' };
  };
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(Array.from({ length: 40 }, put));
    const { records } = await outbox.lease(30);
    await outbox.acknowledge(records.map(({ id }) => next(id)));
  }
  const files = [path, `${path}-wal`].filter((file) => existsSync(file));
  const isOnDisk = () => files.some((file) => readFileSync(file).includes('MARKED'));
  expect(isOnDisk()).toBe(true);
  expect(await outbox.admin.erase('urn:email:marked@example.com')).toBeGreaterThan(ROUNDS);
  expect(isOnDisk()).toBe(false);
  expect((await outbox.admin.counts()).dead).toBeGreaterThan(ROUNDS);
  await outbox.close();
});
