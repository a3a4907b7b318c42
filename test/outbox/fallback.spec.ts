import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FallbackOutbox } from '../../lib/outbox/fallback/fallback.outbox.js';
import type { Lease, OutboxRecord } from '../../lib/outbox/outbox.js';
import type { OutboxNotice } from '../../lib/outbox/outbox.js';
import { itWithDisks, makeDisk, type SmallDisk } from '../faults/support/small-disk.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { eventually } from '../utils/test-app.js';

const withDisk = itWithDisks();

const folder = useTemporaryFolder();
let disk: SmallDisk | undefined;
let outbox: FallbackOutbox;
let notices: Array<OutboxNotice>;

beforeEach(() => {
  notices = [];
});

afterEach(async () => {
  await outbox.close();
  disk?.remove();
  disk = undefined;
});

async function open(path: string, maxEvents = 1_000): Promise<FallbackOutbox> {
  outbox = await FallbackOutbox.open({
    ...outboxSettings(path, { maxEvents }),
    onNotice: (notice) => notices.push(notice),
  });
  return outbox;
}

const record = (name: string, more = {}) => ({
  eventName: name,
  origin: 'o',
  body: JSON.stringify({ aliases: [`urn:name:${name}`], text: 'x'.repeat(2_000) }),
  recordedAt: 1,
  ...more,
});
const dead = { reason: 'wrong', undeliverable: false };
const names = ({ records }: Lease) => records.map(({ eventName }) => eventName);
const delivered = ({ id }: OutboxRecord) => ({ id, state: 'delivered' }) as const;
const isRestored = () => notices.some(({ kind }) => kind === 'outboxRestored');

/** An outbox on a disk that is full by now, with one event in its file. */
async function openOnFullDisk(maxEvents?: number): Promise<void> {
  disk = makeDisk('4m');
  await open(join(disk.folder, 'outbox'), maxEvents);
  await outbox.put(record('in the file'));
  disk.fill();
  // The disk may have a few pages left.
  do await outbox.put(record('filler'));
  while ((await outbox.admin.counts()).inMemory === 0);
  await outbox.acknowledge((await outbox.lease(1)).records.map(delivered));
}

describe('an outbox whose file cannot be opened', () => {
  it('delivers from memory, opens the file as soon as that works, and moves to it what is left', async () => {
    const path = join(folder.path, 'not yet a folder', 'outbox');
    writeFileSync(join(folder.path, 'not yet a folder'), '');
    await open(path);
    expect(notices).toEqual([
      { kind: 'outboxUnavailable', reason: expect.stringContaining('it cannot be written') },
    ]);
    for (const name of ['a', 'b', 'e', 'c']) await outbox.put(record(name));
    await outbox.put(record('d', { dead }));
    const [a, b, e] = (await outbox.lease(3, true)).records;
    await outbox.acknowledge([delivered(a!)]);
    await outbox.acknowledge([
      { id: e!.id, state: 'dead', attempts: 1, reason: 'refused', status: 422 },
    ]);
    await outbox.acknowledge([
      { id: b!.id, state: 'waiting', attempts: 1, dueAt: Date.now() + 3_000 },
    ]);
    expect(await outbox.admin.counts()).toMatchObject({ pending: 1, waiting: 1, inMemory: 2 });
    rmSync(join(folder.path, 'not yet a folder'));
    await eventually('it is restored', isRestored, 15_000);
    expect(await outbox.admin.counts()).toMatchObject({ pending: 2, inMemory: 0, dead: 2 });
    expect(await outbox.close()).toBe(0);
    await open(path);
    expect(names(await outbox.lease(9)).sort()).toEqual(['b', 'c']);
    const letters = await outbox.admin.deadLetters();
    expect(letters.find(({ eventName }) => eventName === 'd')).toMatchObject({ reason: 'wrong' });
    expect(letters.find(({ eventName }) => eventName === 'e')).toMatchObject({
      reason: 'refused',
      status: 422,
    });
  });
});

describe('an outbox whose disk is full', () => {
  withDisk('delivers from memory, says so once, and moves what is left (needs root)', async () => {
    await openOnFullDisk();
    const waiting = outbox.lease(99, true);
    await outbox.put(record('a'));
    const got = [await waiting, await outbox.lease(9_999, true)];
    expect(got.flatMap(names)).toContain('a');
    await outbox.acknowledge(got.flatMap(({ records }) => records).map(delivered));
    for (const name of ['b', 'c', 'd']) await outbox.put(record(name));
    await outbox.put(record('e', { dead }));
    expect(notices).toEqual([
      { kind: 'outboxUnavailable', reason: expect.stringContaining('cannot write to its disk') },
    ]);
    expect(await outbox.admin.counts()).toMatchObject({ inMemory: 3, dead: 1 });
    expect(await outbox.admin.erase('urn:name:c')).toBe(1);
    const [letter] = await outbox.admin.deadLetters();
    expect(await outbox.admin.replay({ id: letter!.id })).toBe(1);
    disk!.free();
    await eventually('it is restored', isRestored, 15_000);
    expect(await outbox.admin.counts()).toMatchObject({ inMemory: 0 });
    // The call that waited has got the first one.
    const leases = [await outbox.lease(9_999, true), await outbox.lease(9_999)];
    const left = leases.flatMap(names).filter((name) => name.length === 1);
    expect(left.sort()).toEqual(['b', 'd', 'e']);
  });

  withDisk('has each new event in the file as soon as there is room (needs root)', async () => {
    await openOnFullDisk();
    disk!.free();
    await outbox.put(record('at once'));
    expect(await outbox.admin.counts()).toMatchObject({ inMemory: 0 });
  });

  withDisk('refuses events when its memory is full, too, and says how many are lost', async () => {
    await openOnFullDisk(20);
    const puts = Array.from({ length: 30 }, (_, n) => outbox.put(record(`${n}`)));
    const refused = (await Promise.allSettled(puts)).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(refused[0]).toMatchObject({ reason: { code: 'CONVERGE_OUTBOX_FULL', reason: 'disk' } });
    expect(await outbox.close()).toBe(20);
  });
});
