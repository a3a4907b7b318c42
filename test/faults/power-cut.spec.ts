import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { inFile, moveLog, openOutbox } from '../utils/outbox-file.js';
import { usePrograms } from '../utils/programs.js';
import { Child } from './support/child.js';
import { withRandom } from './support/random.js';
import { close, Hand } from '../outbox/support/hand.js';

/** As SQLite's file format says: a header, then frames of a header and a page each. */
const WAL_HEADER_BYTES = 32;
const FRAME_BYTES = 24 + 4_096;

const EVENTS_BEFORE = 20;
const EVENTS_IN_LOG = 25;
const RANDOM_CUTS = 200;
const SOURCE = { token: 'token', endpoint: 'http://127.0.0.1:9/webhooks' };

const programs = usePrograms();
let folder: string;
let shop: Child;
/** The state of a running process's files. */
let file: string;
let log: Buffer;

beforeAll(async () => {
  folder = programs.newFolder();
  const path = join(folder, 'running');
  // Nothing is sent, so that the log holds nothing but events that were added.
  const options = { ...SOURCE, delivery: false };
  shop = new Child(programs, 'shop');
  await shop.ask('start', { ...options, outbox: path });
  for (let n = 0; n < EVENTS_BEFORE; n++) await shop.ask('track', `before-${n}`, 1);
  // What the operating system has surely written.
  moveLog(path);
  for (let n = 0; n < EVENTS_IN_LOG; n++) await shop.ask('track', `after-${n}`, 1);
  file = join(folder, 'file');
  copyFileSync(path, file);
  log = readFileSync(`${path}-wal`);
});
afterEach(() => Child.killAll());

/** What is found on opening the file after a power cut that left so much of the log. */
function openCut(bytes: number): { ids: string[]; integrity: unknown[] } {
  const path = join(folder, 'cut');
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  copyFileSync(file, path);
  writeFileSync(`${path}-wal`, log.subarray(0, bytes));
  return inFile(path, (database) => {
    const integrity = database.prepare('PRAGMA integrity_check').all();
    const rows: any[] = database.prepare('SELECT body, size FROM events ORDER BY id').all();
    const totals = database.prepare('SELECT events, bytes FROM totals').get();
    const bytesOfAll = rows.reduce((sum, { size }) => sum + size, 0);
    expect(totals).toMatchObject({ events: rows.length, bytes: bytesOfAll });
    return { ids: rows.map(({ body }) => JSON.parse(body).event_id), integrity };
  });
}

const ALL_IDS = [
  ...Array.from({ length: EVENTS_BEFORE }, (_, n) => `before-${n}-0`),
  ...Array.from({ length: EVENTS_IN_LOG }, (_, n) => `after-${n}-0`),
];

/** In which order of length the log holds commits: the frames whose header names the database's size. */
function commitEnds(): number[] {
  const ends: number[] = [];
  for (let at = WAL_HEADER_BYTES; at + FRAME_BYTES <= log.length; at += FRAME_BYTES) {
    if (log.readUInt32BE(at + 4) > 0) ends.push(at + FRAME_BYTES);
  }
  return ends;
}

describe('a power cut', () => {
  it('never damages the file, and takes nothing but what the log had not kept yet', async () => {
    await withRandom(async (random) => {
      const ends = commitEnds();
      expect(ends.length).toBeGreaterThanOrEqual(EVENTS_IN_LOG);
      const cuts = [0, 1, WAL_HEADER_BYTES - 1, WAL_HEADER_BYTES, log.length];
      for (let at = WAL_HEADER_BYTES; at <= log.length; at += FRAME_BYTES) {
        cuts.push(at - 1, at, at + 1);
      }
      for (let n = 0; n < RANDOM_CUTS; n++) cuts.push(Math.trunc(random() * log.length));
      let longest = 0;
      for (const cut of cuts) {
        const { ids, integrity } = openCut(cut);
        expect({ cut, integrity }).toMatchObject({ cut, integrity: [{ integrity_check: 'ok' }] });
        // Exactly the first ones.
        expect({ cut, ids }).toEqual({ cut, ids: ALL_IDS.slice(0, ids.length) });
        // One event each: whatever was committed before the cut is there. Signs of life are commits as well.
        const commits = ends.filter((end) => end <= cut).length;
        expect(ids.length).toBeGreaterThanOrEqual(EVENTS_BEFORE);
        expect(ids.length - EVENTS_BEFORE).toBeLessThanOrEqual(commits);
        expect(ids.length - EVENTS_BEFORE).toBeGreaterThanOrEqual(
          commits - (ends.length - EVENTS_IN_LOG),
        );
        longest = Math.max(longest, ids.length);
      }
      expect(longest).toBe(EVENTS_BEFORE + EVENTS_IN_LOG);
    });
  }, 120_000);

  it('leaves a file that the library opens, and sends from', async () => {
    const path = join(folder, 'opened');
    copyFileSync(file, path);
    writeFileSync(`${path}-wal`, log.subarray(0, log.length - FRAME_BYTES / 2));
    const notices: unknown[] = [];
    const outbox = await openOutbox(path, SOURCE, { onNotice: (notice) => notices.push(notice) });
    const records = await new Hand(outbox).takeDue(1_000);
    expect(records.length).toBeGreaterThanOrEqual(EVENTS_BEFORE + EVENTS_IN_LOG - 1);
    expect(notices).toEqual([]);
    await close(outbox);
    expect(statSync(path).size).toBeGreaterThan(0);
  });
});
