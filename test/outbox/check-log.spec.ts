import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { OutboxFileAdmin } from '../../lib/outbox/outbox-file-admin.js';
import { keepDamagedLog } from '../../lib/outbox/sqlite/damage.js';
import { loadSqlite, sqliteFault } from '../../lib/outbox/sqlite/driver.js';
import type { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { moveLog } from '../utils/outbox-file.js';
import { close, Hand, names, record as recordOf } from './support/hand.js';
import { useFile } from './support/use-file.js';

const [HEADER, FRAME] = [32, 24 + 4_096];
const EVENTS = 12;

/** As a killed process has left it: with its events in the log. */
const { folder, path, notices, start } = useFile();
const log = () => `${path()}-wal`;

/** The last one needs several pages. */
const record = (name: string) => {
  const text = 'x'.repeat(name === `${EVENTS - 1}` ? 9_000 : 0);
  return recordOf(name, { body: JSON.stringify({ text }) });
};
const framesOf = (bytes: Buffer) => (bytes.length - HEADER) / FRAME;
const frame = (n: number) => HEADER + n * FRAME;
/** The last frame of each transaction: its header has the size of the file. */
const commits = (bytes: Buffer) =>
  Array.from({ length: framesOf(bytes) }, (_, n) => n).filter(
    (n) => bytes.readUInt32BE(frame(n) + 4) > 0,
  );
const copies = () => readdirSync(folder.path).filter((name) => name.includes('.damaged-'));
const left = async (outbox: SqliteOutbox) => names(await new Hand(outbox).takeDue());

function change(work: (bytes: Buffer) => void): void {
  const bytes = readFileSync(log());
  work(bytes);
  writeFileSync(log(), bytes);
}

beforeEach(async () => {
  const running = join(folder.path, 'running');
  const outbox = await start({ path: running });
  await outbox.put(record('in the file'));
  moveLog(running);
  for (let n = 0; n < EVENTS; n++) await outbox.put(record(`${n}`));
  for (const suffix of ['', '-wal']) copyFileSync(running + suffix, path() + suffix);
  await close(outbox);
});

describe('a damaged log', () => {
  it.each<[string, (bytes: Buffer) => void]>([
    ['one bit of a page', (bytes) => (bytes[frame(8) + 1_000]! ^= 1)],
    ['a page of zeros', (bytes) => bytes.fill(0, frame(8), frame(9))],
    ['its header', (bytes) => (bytes[20]! ^= 1)],
    ['its first page', (bytes) => bytes.fill(0xff, 0, 4_096)],
  ])('is reported once, with a copy of it, and the rest is used: %s', async (_what, damage) => {
    change(damage);
    const damaged = readFileSync(log());
    const outbox = await start();
    expect(notices).toEqual([
      { kind: 'outboxLogDamaged', path: expect.stringMatching(/\.damaged-.*Z-log$/) },
    ]);
    const { path: copy } = notices[0] as { path: string };
    expect(readFileSync(copy)).toEqual(damaged);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const kept = await left(outbox);
    expect(kept[0]).toBe('in the file');
    expect(kept.length).toBeLessThan(1 + EVENTS);
    await expect(outbox.admin.erase('urn:id:nobody')).rejects.toThrow(copy);
    await close(outbox);
    await start();
    expect(notices).toHaveLength(1);
    expect(copies()).toHaveLength(1);
  });

  it('is reported by one of several that start at once', async () => {
    change((bytes) => bytes.fill(0, frame(8), frame(9)));
    await Promise.all([1, 2, 3].map(() => start()));
    expect(notices.map(({ kind }) => kind)).toEqual(['outboxLogDamaged']);
  });

  it('is reported where the file beside it is empty', async () => {
    truncateSync(path(), 0);
    await start();
    expect(notices.map(({ kind }) => kind)).toEqual(['outboxLogDamaged']);
  });

  it('is not cut off by a command without a word', async () => {
    change((bytes) => (bytes[frame(8) + 1_000]! ^= 1));
    await expect(OutboxFileAdmin.open(path())).rejects.toThrow(
      /^The outbox .*: its write-ahead log was damaged.*A copy of the log was kept: .*-log/,
    );
    expect(copies()).toHaveLength(1);
    const admin = await OutboxFileAdmin.open(path());
    expect((await admin.status()).events).toBeGreaterThan(0);
    admin.close();
  });
});

describe('a log that only looks damaged', () => {
  async function expectNoReport(count: number): Promise<void> {
    const outbox = await start();
    expect(notices).toEqual([]);
    expect(await left(outbox)).toHaveLength(count);
    expect(copies()).toEqual([]);
  }

  it('is whole', () => expectNoReport(1 + EVENTS));

  it('has no whole page of its last transaction, as after a kill', async () => {
    change((bytes) => (bytes[frame(commits(bytes).at(-2)! + 1) + 1_000]! ^= 1));
    await expectNoReport(EVENTS);
  });

  it('was cut in the middle of a transaction', async () => {
    truncateSync(log(), statSync(log()).size - 5_000);
    await expectNoReport(EVENTS);
  });

  it('was cut after the header of a commit, whose page is that of an earlier time', async () => {
    change((bytes) => bytes.fill('old', bytes.length - 4_096));
    await expectNoReport(EVENTS);
  });

  it('has frames of an earlier time behind its own', async () => {
    const bytes = readFileSync(log());
    const older = Buffer.from(bytes.subarray(HEADER));
    for (let n = 0; n < framesOf(bytes); n++) older.writeUInt32BE(7, n * FRAME + 8);
    appendFileSync(log(), older);
    await expectNoReport(1 + EVENTS);
  });

  it('has the end of a transaction whose process was killed before it counted', async () => {
    const bytes = readFileSync(log());
    // A longer one, of which the beginning was overwritten.
    const left = Buffer.from(bytes.subarray(frame(framesOf(bytes) - 2)));
    left.writeUInt32BE(0, 4);
    left[100]! ^= 1;
    appendFileSync(log(), left);
    await expectNoReport(1 + EVENTS);
  });
});

describe('a log that another process moves into the file', () => {
  /** @param times how often SQLite says so, and gives no number of frames */
  function keep(times: number): string | undefined {
    const database = loadSqlite()(path());
    let left = times;
    const prepare = (sql: string) => {
      const isMoved = sql.startsWith('PRAGMA wal_checkpoint') && left-- > 0;
      if (!isMoved) return database.prepare(sql);
      return {
        ...database.prepare('SELECT 1'),
        get: () => ({ busy: 1, log: -1, checkpointed: -1 }),
      };
    };
    try {
      return keepDamagedLog(
        { ...database, exec: (sql: string) => database.exec(sql), prepare } as never,
        path(),
      );
    } finally {
      database.close();
    }
  }

  it('is not damaged: SQLite is asked again', () => {
    expect(keep(3)).toBeUndefined();
    expect(copies()).toEqual([]);
  });

  it('is a lock, so that the start tries it again, if that goes on', () => {
    let error: unknown;
    try {
      keep(Infinity);
    } catch (thrown) {
      error = thrown;
    }
    expect(sqliteFault(error)).toBe('busy');
    expect(copies()).toEqual([]);
  });
});
