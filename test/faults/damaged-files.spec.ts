import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NewRecord, OutboxRecord } from '../../lib/outbox/outbox.js';
import { loadSqlite } from '../../lib/outbox/sqlite-driver.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite.outbox.js';
import type { OutboxNotice } from '../../lib/outbox/store-settings.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { randomFrom, type Random } from './support/random.js';

const ROUNDS = 500;
const PAGE = 4_096;
/** Of the log: a header, then frames of a header and a page each. */
const [LOG_HEADER, FRAME] = [32, 24 + PAGE];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'damaged-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** In this thread: starting another one for each of thousands would take minutes. */
const open = (path: string, notices: OutboxNotice[]) =>
  SqliteOutbox.open(
    outboxSettings(path, {
      onNotice: (notice) => notice.kind !== 'outboxInMainThread' && notices.push(notice),
    }),
    () => {
      throw new Error('no thread');
    },
  );

const upTo = (random: Random, limit: number) => Math.trunc(random() * limit);
const pick = <T>(random: Random, all: readonly T[]) => all[upTo(random, all.length)]!;

/** The events that an outbox has to keep, by their names. */
type Kept = Map<string, NewRecord>;

/** Makes an outbox with events in all states, as it is at its end. */
async function make(path: string, random: Random): Promise<Kept> {
  const running = join(folder, 'running');
  mkdirSync(running);
  const used = join(running, 'outbox');
  const outbox = await open(used, []);
  const other = loadSqlite()(used);
  other.exec('PRAGMA busy_timeout = 5000');
  const kept: Kept = new Map();
  const turns = 1 + upTo(random, 6);
  for (let turn = 0; turn < turns; turn++) {
    const events = Array.from({ length: 1 + upTo(random, 15) }, (_, n): NewRecord => {
      const isDead = random() < 0.15;
      // Some need several pages.
      const text = 'x'.repeat(upTo(random, random() < 0.1 ? 9_000 : 900));
      return {
        eventName: `event-${turn}-${n}`,
        origin: 'Orders#create',
        body: JSON.stringify({ turn, n, text }),
        recordedAt: 1_700_000_000_000 + n,
        dead: isDead ? { reason: 'refused', undeliverable: false } : undefined,
      };
    });
    await Promise.all(events.map((event) => outbox.put(event)));
    for (const event of events) kept.set(event.eventName, event);
    if (random() < 0.4) {
      const { records } = await outbox.lease(1 + upTo(random, 5));
      const states = records.map(({ id, eventName }) => {
        const isDelivered = random() < 0.5;
        if (isDelivered) kept.delete(eventName);
        return isDelivered
          ? ({ id, state: 'delivered' } as const)
          : ({ id, state: 'waiting', dueAt: Date.now() + 1, attempts: 1 } as const);
      });
      // The others stay leased.
      await outbox.acknowledge(states.filter(() => random() < 0.8 || states.length < 2));
      for (const { id, eventName } of records) {
        if (!states.some((state) => state.id === id && state.state === 'delivered')) continue;
        kept.delete(eventName);
      }
    }
    const mode = pick(random, ['TRUNCATE', 'PASSIVE', 'RESTART', undefined, undefined, undefined]);
    if (mode !== undefined) other.exec(`PRAGMA wal_checkpoint(${mode})`);
  }
  if (random() < 0.4) {
    other.close();
    await outbox.close();
    copyFileSync(used, path);
  } else {
    // The last transaction may be damaged without a trace: it looks like one that a kill has torn. So the
    // last one holds no event.
    other.exec('UPDATE meta SET salt = salt');
    for (const suffix of ['', '-wal']) copyFileSync(used + suffix, path + suffix);
    other.close();
    await outbox.close();
  }
  rmSync(running, { recursive: true });
  return kept;
}

/** Damages the file or its log. @returns what was done */
function damage(path: string, random: Random): string {
  const log = `${path}-wal`;
  const isLog = existsSync(log) && statSync(log).size > 0 && random() < 0.6;
  const [start, unit] = isLog ? [LOG_HEADER, FRAME] : [0, PAGE];
  const file = openSync(isLog ? log : path, 'r+');
  const { size } = statSync(isLog ? log : path);
  const pages = Math.trunc((size - start) / unit);
  const place = () => start + upTo(random, pages) * unit;
  const write = (bytes: Buffer, at: number) => writeSync(file, bytes, 0, bytes.length, at);
  const read = (at: number, length: number) => {
    const bytes = Buffer.alloc(length);
    readSync(file, bytes, 0, length, at);
    return bytes;
  };
  const kind = pick(random, ['bits', 'byte', 'zeros', 'ones', 'cut', 'rubbish', 'swap', 'start']);
  try {
    switch (kind) {
      case 'bits':
        for (let left = 1 + upTo(random, 8); left > 0; left--) {
          const at = upTo(random, size);
          const [byte] = read(at, 1);
          write(Buffer.of(byte! ^ (1 << upTo(random, 8))), at);
        }
        break;
      case 'byte':
        write(Buffer.of(upTo(random, 256)), upTo(random, size));
        break;
      case 'zeros':
      case 'ones':
        for (let left = 1 + upTo(random, 3); left > 0; left--) {
          write(Buffer.alloc(unit, kind === 'zeros' ? 0 : 0xff), place());
        }
        break;
      case 'cut':
        // An empty file is a new one, whatever it was before. In the log, a cut looks like a kill.
        if (!isLog) ftruncateSync(file, 1 + upTo(random, size - 1));
        break;
      case 'rubbish':
        write(Buffer.from(Array.from({ length: upTo(random, 3 * unit) }, () => upTo(random, 256))), size);
        break;
      case 'swap': {
        const [a, b] = [place(), place()];
        const [ofA, ofB] = [read(a, unit), read(b, unit)];
        write(ofA, b);
        write(ofB, a);
        break;
      }
      case 'start':
        write(Buffer.of(upTo(random, 256), upTo(random, 256)), upTo(random, 100));
    }
  } finally {
    closeSync(file);
  }
  return `${isLog ? 'log' : 'file'}: ${kind}`;
}

/** Uses all of the file, and accounts for what it held. */
async function use(path: string, kept: Kept): Promise<OutboxNotice[]> {
  const notices: OutboxNotice[] = [];
  const before = ['', '-wal'].map((suffix) => existsSync(path + suffix) && readFileSync(path + suffix));
  let outbox: SqliteOutbox;
  try {
    outbox = await open(path, notices);
  } catch (error) {
    expect(error).toMatchObject({ name: 'OutboxUnavailableError' });
    expect((error as Error).message).toMatch(/was left as it is|newer version|triggers or views/);
    // All is left as it is.
    const after = ['', '-wal'].map((suffix) => existsSync(path + suffix) && readFileSync(path + suffix));
    expect(after).toEqual(before);
    return notices;
  }
  await outbox.put({ eventName: 'new', origin: 'o', body: '{}', recordedAt: 1 });
  await outbox.admin.counts();
  await outbox.admin.adopt();
  await outbox.admin.erase('urn:nobody:x').catch(() => undefined);
  const leased: OutboxRecord[] = [];
  for (let inVain = 0; inVain < 3;) {
    const { records } = await outbox.lease(50);
    leased.push(...records);
    inVain = records.length === 0 ? inVain + 1 : 0;
  }
  for (const { eventName, body, recordedAt } of leased) {
    const event = kept.get(eventName);
    if (event === undefined) continue;
    expect({ body, recordedAt }).toEqual({ body: event.body, recordedAt: event.recordedAt });
  }
  await outbox.admin.deadLetters({ limit: 1_000 });
  await outbox.close();
  const file = loadSqlite()(path);
  const rows = file
    .prepare('SELECT CAST(event_name AS BLOB) AS name, CAST(reason AS BLOB) AS reason FROM events')
    .all() as Array<{ name: Uint8Array; reason: Uint8Array | null }>;
  file.close();
  const names = new Set(rows.map(({ name }) => Buffer.from(name).toString()));
  const missing = [...kept.keys()].filter((name) => !names.has(name));
  const changed = rows.filter(
    ({ name, reason }) =>
      !kept.has(Buffer.from(name).toString()) &&
      Buffer.from(reason ?? []).toString().startsWith('damaged: '),
  ).length;
  const unreadable = notices.reduce(
    (sum, notice) => sum + (notice.kind === 'eventsUnreadable' ? notice.count : 0),
    0,
  );
  const isLogDamaged = notices.some(({ kind }) => kind === 'outboxLogDamaged');
  if (!isLogDamaged && missing.length > changed + unreadable) {
    throw new Error(
      `lost without a report: ${missing.join()}; changed ${changed}, unreadable ${unreadable}, ${JSON.stringify(notices)}`,
    );
  }
  return notices;
}

describe('a damaged file', () => {
  it(`loses nothing without a report, in ${ROUNDS} rounds`, async () => {
    const first = Number(process.env['FAULT_SEED'] ?? Date.now() % 2 ** 30);
    const failures: string[] = [];
    const seen: Record<string, number> = {};
    for (let seed = first; seed < first + ROUNDS; seed++) {
      const random = randomFrom(seed);
      const path = join(folder, `${seed}`, 'outbox');
      mkdirSync(join(folder, `${seed}`));
      let done = '';
      try {
        const kept = await make(path, random);
        done = damage(path, random);
        const notices = await use(path, kept);
        for (const { kind } of notices) seen[`${done.split(':')[0]} ${kind}`] = (seen[`${done.split(':')[0]} ${kind}`] ?? 0) + 1;
        const again: OutboxNotice[] = [];
        const outbox = await open(path, again).catch(() => undefined);
        await outbox?.admin.counts();
        await outbox?.lease(50);
        await outbox?.close();
        expect(again).toEqual([]);
      } catch (error) {
        failures.push(`[FAULT_SEED=${seed}] ${done}: ${(error as Error).message.slice(0, 900)}`);
      }
    }
    console.log(seen, failures.length);
    expect(failures).toEqual([]);
  }, 300_000);
});
