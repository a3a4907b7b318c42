import { readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { onOneLine, readLook, type Look, type Reading } from '../../cli/watch-outbox.js';
import type { OutboxStatus } from '../../lib/outbox/outbox-file-admin.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { dumpFile } from '../utils/outbox-file.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { usePrograms } from '../utils/programs.js';
import { eventually } from '../utils/test-app.js';
import { failed, runCli, startCli } from './support/run-cli.js';
import { Hand, record } from '../outbox/support/hand.js';

const cli = usePrograms();
let path: string;
let outbox: SqliteOutbox;

beforeEach(async () => {
  path = join(cli.newFolder(), 'outbox');
  outbox = await SqliteOutbox.open(outboxSettings(path));
});
afterEach(() => outbox.close());

async function put(count: number): Promise<void> {
  const event = record('Placed Order', { recordedAt: Date.now() });
  for (let n = 0; n < count; n++) await outbox.put(event);
}

/** The program with what it has printed so far. */
function start(...args: string[]) {
  const all = ['outbox', 'status', '--watch', '--path', path, '--interval', '1', ...args];
  const { said, end } = startCli(cli, all);
  const lines = () => said.stdout.split('\n').slice(0, -1);
  const readings = () => lines().map((line) => JSON.parse(line) as Reading);
  return { said, lines, readings, end };
}

describe('outbox status --watch', () => {
  it('prints a line of JSON each time, until a signal ends it with success', async () => {
    await put(3);
    const program = start('--json');
    await eventually('it has looked', () => program.readings().length > 0);
    const [first] = program.readings();
    const rates = { recordedPerSecond: null, deliveredPerSecond: null };
    const oldestSeconds = expect.any(Number);
    expect(first).toMatchObject({ undelivered: 3, dead: 0, oldestSeconds, ...rates });
    await put(4);
    await eventually('it has looked again', () => program.readings().at(-1)!.undelivered === 7);
    const grown = program.readings().find(({ undelivered }) => undelivered === 7)!;
    expect(grown.recordedPerSecond).toBeGreaterThan(0);
    expect(grown.deliveredPerSecond).toBe(0);
    const hand = new Hand(outbox);
    await hand.deliverAll(await hand.take(2));
    await eventually('it has seen that', () => program.readings().at(-1)!.undelivered === 5);
    const shrunk = program.readings().find(({ undelivered }) => undelivered === 5)!;
    expect(shrunk.deliveredPerSecond).toBeGreaterThan(0);
    expect(shrunk.recordedPerSecond).toBe(0);
    expect(await program.end('SIGINT')).toBe(0);
    expect(program.said.stderr).toBe('');
  });

  it('prints a line of text each time, and writes nothing to the file', async () => {
    await put(1);
    await outbox.close();
    const before = [dumpFile(path), readFileSync(path), statSync(path).mtimeMs];
    const program = start();
    await eventually('it has looked twice', () => program.lines().length > 1);
    expect(await program.end('SIGTERM')).toBe(0);
    for (const line of program.lines()) {
      expect(line).toMatch(/^\S+Z  1 undelivered  oldest \d+ s  recorded (-|0\.0\/s)  delivered /);
      expect(line).toMatch(/no process sends these events: start the application$/);
    }
    expect(program.said.stdout).not.toContain('\u001b');
    expect([dumpFile(path), readFileSync(path), statSync(path).mtimeMs]).toEqual(before);
  });

  it('goes on with the file that replaces the one it looked at', async () => {
    await put(2);
    const program = start('--json');
    await eventually('it has looked', () => program.readings().length > 0);
    await outbox.close();
    for (const suffix of ['', '-wal', '-shm']) {
      try {
        renameSync(path + suffix, `${path}.aside${suffix}`);
      } catch {
        // A closed outbox has only the file.
      }
    }
    const isMissed = () => program.said.stderr.includes('There is no outbox');
    await eventually('it misses the file', isMissed);
    outbox = await SqliteOutbox.open(outboxSettings(path));
    await put(1);
    const isFound = () => program.readings().at(-1)!.undelivered === 1;
    await eventually('it has found the new one', isFound);
    const rates = program.readings().map(({ recordedPerSecond }) => recordedPerSecond ?? 0);
    expect(Math.max(...rates)).toBeLessThan(1_000);
    expect(await program.end('SIGINT')).toBe(0);
  });

  it.each([
    [[], 1, 'There is no outbox at'],
    [['--interval', '0'], 2, 'Give a whole number from 1 to 3600.'],
    [['--interval', '1.5'], 2, 'Give a whole number from 1 to 3600.'],
  ])('refuses %j', async (more, exitCode, sentence) => {
    const args = ['outbox', 'status', '--watch', '--path', join(path, '..', 'none'), ...more];
    expect(await runCli(cli, args)).toMatchObject({ ...failed(exitCode, sentence), stdout: '' });
  });
});

function look(change: Partial<OutboxStatus>, at = 10_000): Look {
  const status: OutboxStatus = {
    path: '/box',
    events: 0,
    bytes: 0,
    leased: 0,
    senders: 1,
    everHeld: 100,
    oldestAt: undefined,
    nextDueAt: undefined,
    fileBytes: 0,
    logBytes: 0,
    sources: [],
    ...change,
  };
  return { status, inode: 1n, at, clock: at };
}

const source = (pending: number, waiting = 0, dead = 0, leased = 0) => [
  { source: 1, pending, leased, waiting, dead },
];

describe('what a look says', () => {
  it.each([
    [source(1), "paused: 1 due, none being sent; the application's log says why"],
    [
      [...source(1), { source: 2, pending: 0, leased: 0, waiting: 0, dead: 0 }],
      'paused, or held for another token: 1 due',
    ],
  ])('does not call paused what may be held: %j', (sources, text) => {
    expect(onOneLine(readLook(look({ events: 1, sources }), undefined))).toContain(text);
  });

  it.each([
    ['stopped', { senders: 0, events: 1, sources: source(1) }, 100],
    ['delivering', { events: 1, sources: source(1), everHeld: 103 }, 100],
    ['sending', { events: 1, sources: source(0, 0, 0, 1) }, 99],
    ['paused', { events: 2, sources: source(1, 1) }, 98],
    ['waiting', { events: 1, sources: source(0, 1), nextDueAt: 40_000 }, 99],
    ['idle', {}, 100],
  ])('is that the delivery is %s', (delivery, change, everHeld) => {
    const before = look({ everHeld, senders: 1 }, 0);
    expect(readLook(look(change), before).delivery).toBe(delivery);
  });

  it('has rates by a clock that nobody sets, and never negative ones', () => {
    const before = look({ events: 50, everHeld: 100 }, 0);
    const reading = readLook({ ...look({ events: 20, everHeld: 120 }), at: -5 }, before);
    expect(reading).toMatchObject({ recordedPerSecond: 2, deliveredPerSecond: 5 });
    const odd = readLook(look({ events: 90, everHeld: 1 }), before);
    expect(odd).toMatchObject({ recordedPerSecond: 0, deliveredPerSecond: 0 });
  });

  it('has no rates right after another file has taken the place', () => {
    const before = look({ everHeld: 1_795_897_000_000_100 }, 0);
    const after = { ...look({ everHeld: 1_795_897_010_000_300 }), inode: 2n };
    const rates = { recordedPerSecond: null, deliveredPerSecond: null };
    expect(readLook(after, before)).toMatchObject({ ...rates, delivery: 'idle' });
  });

  it('is one line', () => {
    const sources = source(0, 3, 4);
    const status = { events: 7, sources, oldestAt: 0, nextDueAt: 12_022_000 };
    expect(onOneLine(readLook(look(status, 12_000_000), undefined))).toBe(
      '1970-01-01T03:20:00.000Z  3 undelivered  oldest 3 h  recorded -  delivered -  4 dead  ' +
        'waiting: the next attempt is in 22 s',
    );
  });
});
