import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadSqlite } from '../../lib/outbox/sqlite/driver.js';
import type { Outbox, OutboxNotice } from '../../lib/outbox/outbox.js';
import { openOutbox } from '../../lib/outbox/open-outbox.js';
import { randomFrom } from '../faults/support/random.js';
import { changeFile, moveLog, rowsOf } from '../utils/outbox-file.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { usePrograms } from '../utils/programs.js';
import { eventually } from '../utils/test-app.js';
import { close, deadRecord, Hand, later, names, record as recordOf } from './support/hand.js';
import { useFile } from './support/use-file.js';

const { folder, path, notices, start } = useFile('own/outbox');
const beside = () => readdirSync(join(path(), '..'));

const record = (name: string) =>
  recordOf(name, { body: JSON.stringify({ text: 'x'.repeat(300) }) });
const taken = async (outbox: Outbox) => names(await new Hand(outbox).takeDue()).sort();
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `${n}`).sort();
const putAll = (outbox: Outbox, all: string[]) =>
  Promise.all(all.map((name) => outbox.put(record(name))));
/** Reads the whole file. What was quarantined is not searched. */
const eraseAround = (outbox: Outbox) =>
  expect(outbox.admin.erase('urn:x')).rejects.toThrow(/^0 event.*quarantined as damaged/);
const counted = (kind: OutboxNotice['kind']) =>
  notices
    .filter((notice) => notice.kind === kind)
    .reduce((sum, { taken = 0, count = 0 }: any) => sum + taken + count, 0);

const programs = usePrograms();

describe('a file that is moved or deleted while it is used', () => {
  it.each<[string, () => void]>([
    ['deleted with its folder', () => rmSync(join(path(), '..'), { recursive: true })],
    ['moved with its folder', () => renameSync(join(path(), '..'), join(folder.path, 'elsewhere'))],
    ['moved', () => renameSync(path(), `${path()}-elsewhere`)],
  ])('loses nothing when it is %s, also of what other processes put', async (_what, move) => {
    const one = await start();
    const other = await start();
    const third = await start({ source: 'another source' });
    await putAll(one, ['a', 'b']);
    const hand = new Hand(one);
    await hand.takeDue(1);
    await third.put(record('held'));
    move();
    await putAll(one, ['c']);
    await putAll(other, ['d']);
    await eventually('it is noticed', () => counted('outboxMoved') >= 5);
    await eventually('all are there', async () => {
      const { pending, held } = await one.admin.counts();
      return pending === 4 && held === 1;
    });
    expect(names(await hand.takeDue()).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(names(await new Hand(third).take(1))).toEqual(['held']);
    expect(counted('eventsUnreadable')).toBe(0);
  });
});

it('is closed again if it was opened while the outbox closed', async () => {
  const place = join(folder.path, 'later', 'outbox');
  writeFileSync(join(folder.path, 'later'), '');
  const early = await openOutbox({ ...outboxSettings(place), commitTimeoutMs: 1_000 });
  rmSync(join(folder.path, 'later'));
  mkdirSync(join(folder.path, 'later'));
  // As long as another process makes the file, this one waits for it.
  const lock = loadSqlite()(`${place}-lock`);
  lock.exec('BEGIN EXCLUSIVE');
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await early.close(500);
  lock.close();
  await eventually('it is opened', () => existsSync(`${place}-reserve`));
  await eventually('it is closed', () => !existsSync(`${place}-wal`), 15_000);
});

describe('a file that is damaged', () => {
  const EVENTS = 300;
  const PAGE = 4_096;

  async function makeDamaged(damage: (file: number, pages: number) => void): Promise<void> {
    const outbox = await start();
    await putAll(outbox, numbered(EVENTS));
    await close(outbox);
    moveLog(path());
    const file = openSync(path(), 'r+');
    damage(file, statSync(path()).size / PAGE);
    closeSync(file);
  }

  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'has what is readable taken over, and counts what is not (seed %d)',
    async (seed) => {
      const random = randomFrom(seed);
      await makeDamaged((file, pages) => {
        for (let n = 0; n < 3; n++) {
          const page = 1 + Math.floor(random() * (pages - 1));
          writeSync(file, Buffer.alloc(PAGE, random() < 0.5 ? 0xff : 0), 0, PAGE, page * PAGE);
        }
      });
      const outbox = await start();
      // Not every damage shows at the start.
      await outbox.admin.counts();
      await outbox.put(record('after'));
      await new Hand(outbox).takeDue(1);
      await eraseAround(outbox);
      await close(outbox);
      const next = await start();
      // Without its table of sources, all is held.
      const { pending, held } = await next.admin.counts();
      const unread = counted('eventsUnreadable');
      expect(pending + held + unread).toBeGreaterThanOrEqual(EVENTS + 1);
      if (notices.some(({ kind }) => kind === 'outboxDamaged')) {
        expect(beside().some((name) => /damaged-.*Z$/.test(name))).toBe(true);
      }
    },
  );

  it('is quarantined by one of several that find it damaged at once, and used by all', async () => {
    await makeDamaged((file, pages) =>
      writeSync(file, Buffer.alloc((pages - 1) * PAGE, 0xff), 0, undefined, PAGE),
    );
    const outboxes = await Promise.all(numbered(4).map(() => start()));
    expect(notices.map(({ kind }) => kind).sort()).toEqual(['eventsUnreadable', 'outboxDamaged']);
    await Promise.all(outboxes.map((outbox, n) => outbox.put(record(`${n}`))));
    expect(await taken(outboxes[0]!)).toEqual(numbered(4));
  });

  it('loses only what was on the page', async () => {
    // One in the middle of the table.
    await makeDamaged((file, pages) =>
      writeSync(file, Buffer.alloc(PAGE, 0xff), 0, PAGE, Math.floor(pages / 2) * PAGE),
    );
    const outbox = await start();
    await eraseAround(outbox);
    const unread = counted('eventsUnreadable');
    expect(unread).toBeGreaterThan(0);
    expect(unread).toBeLessThan(20);
    expect(counted('outboxDamaged')).toBe(EVENTS - unread);
    expect(await new Hand(outbox).takeDue(EVENTS)).toHaveLength(EVENTS - unread);
  });

  describe('whose replacement is killed', () => {
    const moments = [1, 2, 3, 4, 5].flatMap((n) => [`before rename ${n}`, `after rename ${n}`]);

    it.each(['copy 1', 'copy 7', ...moments])(
      'at %s, is replaced by the next start: nothing is lost, and all was said before',
      async (moment) => {
        // One in the middle of the table.
        await makeDamaged((file, pages) =>
          writeSync(file, Buffer.alloc(PAGE, 0xff), 0, PAGE, Math.floor(pages / 2) * PAGE),
        );
        // So that the damage shows at the start.
        changeFile(path(), 'DROP INDEX events_leased');
        const file = (name: string) => JSON.stringify(programs.file(`lib/outbox/sqlite/${name}`));
        const script = `
          import fs from 'node:fs';
          import { syncBuiltinESMExports } from 'node:module';
          const counts = {};
          const reach = (what, when = '') => {
            if (when !== 'after') counts[what] = (counts[what] ?? 0) + 1;
            const moment = [when, what, counts[what]].join(' ').trim();
            if (moment === ${JSON.stringify(moment)}) process.kill(process.pid, 'SIGKILL');
          };
          const { renameSync } = fs;
          fs.renameSync = (...paths) => {
            reach('rename', 'before');
            renameSync(...paths);
            reach('rename', 'after');
          };
          syncBuiltinESMExports();
          const { SqliteFile } = await import(${file('file')});
          const { loadSqlite } = await import(${file('driver')});
          const open = (...given) => {
            const database = loadSqlite()(...given);
            const prepare = database.prepare.bind(database);
            database.prepare = (sql) => {
              const statement = prepare(sql);
              if (!sql.startsWith('INSERT OR IGNORE INTO fresh.events')) return statement;
              return { all: (...values) => (reach('copy'), statement.all(...values)) };
            };
            return database;
          };
          const say = (notice) => fs.writeSync(1, JSON.stringify(notice) + '\\n');
          new SqliteFile(open, ${JSON.stringify(outboxSettings(path()))}, say);`;
        const { signal, stdout } = spawnSync(
          process.execPath,
          ['--no-warnings', '--input-type=module', '-e', script],
          { encoding: 'utf8' },
        );
        expect(signal).toBe('SIGKILL');
        const said = stdout.split('\n').filter(Boolean);
        notices.push(...said.map((line) => JSON.parse(line)));
        const { pending } = await (await start()).admin.counts();
        // Whoever is killed after it has said it may say it again.
        const [damaged, unreadable] = notices.slice(-2) as any[];
        expect([damaged, unreadable]).toMatchObject([
          { kind: 'outboxDamaged', taken: pending },
          { kind: 'eventsUnreadable', count: EVENTS - pending },
        ]);
        expect(unreadable.count).toBeLessThan(20);
        expect(beside().filter((name) => /damaged-.*Z$/.test(name))).toHaveLength(1);
      },
    );
  });

  it('stays in its place while no new one can be made, and is replaced then', async () => {
    await makeDamaged((file) => writeSync(file, Buffer.alloc(PAGE, 0xff), 0, PAGE, PAGE));
    const before = readFileSync(path());
    mkdirSync(`${path()}.new`);
    await expect(start()).rejects.toThrow('is a directory');
    expect([readFileSync(path()).equals(before), notices]).toEqual([true, []]);
    rmdirSync(`${path()}.new`);
    await start();
    const [notice] = notices as [{ kind: string; path: string }];
    expect(notice.kind).toBe('outboxDamaged');
    expect(readFileSync(notice.path).equals(before)).toBe(true);
  });

  it('was replaced before a process was killed: its successor gets the place that it left', async () => {
    const outbox = await start();
    await putAll(outbox, ['a', 'b']);
    await close(outbox);
    changeFile(path(), 'PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE');
    renameSync(path(), `${path()}.new`);
    writeFileSync(`${path()}-wal`, 'of the damaged one');
    expect(await taken(await start())).toEqual(['a', 'b']);
  });

  it('has its events taken over as they are: states, attempts, check values', async () => {
    const outbox = await start();
    await putAll(outbox, ['pending', 'waiting', 'changed', 'leased']);
    await outbox.put(deadRecord('dead'));
    const hand = new Hand(outbox);
    const waiting = (await hand.takeDue(2)).find(({ eventName }) => eventName === 'waiting')!;
    await hand.settle(waiting, later(600_000, 7));
    changeFile(path(), "UPDATE events SET body = body || ' ' WHERE event_name = 'changed'");
    const select = `SELECT id, event_name, origin, body, recorded_at, attempts, due_at, died_at,
      reason, checksum FROM events ORDER BY id`;
    const before = rowsOf(path(), select);
    await close(outbox);
    changeFile(path(), 'PRAGMA wal_checkpoint(TRUNCATE); DELETE FROM totals');
    const next = await start();
    expect(counted('outboxDamaged')).toBe(5);
    expect(rowsOf(path(), select)).toEqual(before);
    expect(rowsOf(path(), 'SELECT * FROM holders')).toEqual([]);
    expect(await taken(next)).toEqual(['leased', 'pending']);
    const letters = await next.admin.deadLetters();
    const reasons = letters.map(({ eventName, reason }) => [eventName, reason.slice(0, 7)]);
    expect(Object.fromEntries(reasons)).toEqual({ changed: 'damaged', dead: 'wrong' });
  });
});
