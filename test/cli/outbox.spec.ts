import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConvergeValidationError } from '../../lib/event/violation.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { changeFile, dumpFile, openOutbox } from '../utils/outbox-file.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { orderEvent } from '../utils/events.js';
import { usePrograms } from '../utils/programs.js';
import { done, failed, runCli } from './support/run-cli.js';
import { close, Hand, record as newRecord } from '../outbox/support/hand.js';

const DAY_MS = 24 * 3_600_000;
const NOTE = { 'Jane Doe, 5 Main St': 'secret', nested: [{ cups: 2, when: null }] };
/** What no command may show by itself. */
const PERSONAL = /jane|order-1|42\.5|secret|Main St/i;

const KILLED_SENDER = `INSERT INTO holders (id, lease_ends) VALUES (7, 1);
  UPDATE events SET holder = 7 WHERE event_name = 'Poured Coffee'`;

const cli = usePrograms();
let folder: string;
let template: string;
let path: string;

beforeAll(async () => {
  folder = cli.newFolder();
  template = join(folder, 'template');
  await fill(template);
});
beforeEach(() => {
  path = join(mkdtempSync(join(folder, 'test-')), 'outbox');
  copyFileSync(template, path);
});

/** Two events that are pending, one refused by Converge, one given up, and one of another token. */
async function fill(file: string): Promise<void> {
  const open = (source: string) =>
    SqliteOutbox.open(outboxSettings(file, { source, deadLetterMs: 1e12 }));
  const recordedAt = Date.now() - 90 * DAY_MS;
  const body = JSON.stringify(orderEvent({ properties: { id: 'order-1', ...NOTE } }));
  const record = newRecord('Placed Order', { origin: 'OrdersController#create', body, recordedAt });
  const outbox = await open('one');
  for (let n = 0; n < 4; n++) await outbox.put(record);
  const hand = new Hand(outbox);
  const [first, second] = await hand.take(2);
  const dead = { state: 'dead', attempts: 1 } as const;
  const refusal = 'Converge answered 400: jane is wrong';
  await hand.settle(first!, { ...dead, status: 400, reason: refusal });
  await hand.settle(second!, { ...dead, reason: 'given up after 9 attempts: ECONNREFUSED' });
  await close(outbox);
  const other = await open('two');
  await other.put({ ...record, eventName: 'Poured Coffee' });
  await other.close();
}

function outbox(...args: string[]) {
  return runCli(cli, ['outbox', ...args, '--path', path]);
}

async function ids(state: string): Promise<number[]> {
  const { json } = await outbox('list', '--state', state, '--json');
  return json.events.map(({ id }: { id: number }) => id);
}

const list = (...args: string[]) => outbox('list', ...args);

describe('status', () => {
  it('counts by source, says that no process sends, and names the next steps', async () => {
    const { code, stdout } = await outbox('status');
    expect(stdout).toMatch(/^holds +5 events, \d+ KiB; on the disk \d+ KiB, and a log of /m);
    expect(stdout).toContain('no running process sends these events: start the application\n');
    expect(stdout).toMatch(
      /^source +pending +leased +waiting +dead\n1 +2 +0 +0 +2\n2 +1 +0 +0 +0$/m,
    );
    const dead = '2 dead letters, see why: npx nestjs-converge outbox list --state dead';
    expect(stdout).toContain(`${dead} --path ${path}\n`);
    expect(stdout).toMatch(
      new RegExp(`no application uses any more are held; after .* outbox adopt --path ${path}\n`),
    );
    expect(code).toBe(0);
    const env = { CONVERGE_OUTBOX_PATH: path };
    expect((await runCli(cli, ['outbox', 'status'], { env })).stdout).toContain(`${dead}\n`);
  });

  it('counts those that are held where it knows the source', async () => {
    const endpoint = 'https://example.com';
    await (await openOutbox(path, { endpoint, token: 'two' }, { deadLetterMs: 1e12 })).close();
    const env = { CONVERGE_TOKEN: 'two', CONVERGE_ENDPOINT: endpoint };
    const { stdout } = await runCli(cli, ['outbox', 'status', '--path', path], { env });
    expect(stdout).toContain('3 events held for another source; after a rotated token');
  });

  it('counts what a killed process has leased, and does not say that it is being sent', async () => {
    changeFile(path, KILLED_SENDER);
    const { stdout } = await outbox('status');
    expect(stdout).toMatch(/^2 +0 +1 +0 +0$/m);
    expect(stdout).toContain('these events, also those that one had leased when it ended (1):');
    expect(stdout).not.toContain('being sent');
    const sources = [{ leased: 0 }, { leased: 1 }];
    const { json } = await outbox('status', '--json');
    expect(json).toMatchObject({ leased: 1, senders: 0, sources });
  });

  it('suggests nothing where there is nothing to do', async () => {
    path = join(path, '..', 'quiet');
    const filled = await SqliteOutbox.open(outboxSettings(path));
    await filled.put(newRecord('x', { recordedAt: Date.now() }));
    await filled.close();
    expect((await outbox('status')).stdout).not.toContain('npx');
    const { json } = await outbox('status', '--json');
    expect(json).toMatchObject({ events: 1, sources: [{ pending: 1 }] });
    expect(json).not.toHaveProperty('everHeld');
  });
});

describe('list', () => {
  it('shows what happens to events, and nothing of a person unless it is asked for', async () => {
    const { code, stdout } = await list();
    expect(stdout).toMatch(
      / dead +Placed Order +order-1 .* OrdersController#create +answered 400$/m,
    );
    expect(stdout).toContain('given up after 9 attempts: ECONNREFUSED');
    expect(stdout).toMatch(/ pending +Poured Coffee .* OrdersController#create/);
    expect(stdout.replaceAll('order-1', '')).not.toMatch(PERSONAL);
    expect(code).toBe(0);
    expect((await list('--reveal')).stdout).toContain('jane is wrong');
  });

  it("fits a terminal, and hides an id that may be a person's", async () => {
    const body = `json_set(body, '$.event_id', 'jane@example.com')`;
    const change = `body = ${body}, due_at = ${Date.now() + 600_500}`;
    changeFile(path, `UPDATE events SET ${change} WHERE event_name = 'Poured Coffee'`);
    const env = { COLUMNS: '80', CONVERGE_OUTBOX_PATH: path };
    const { stdout } = await runCli(cli, ['outbox', 'list'], { env });
    const lines = stdout.trimEnd().split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines[1]).toMatch(/^\d+ +dead +Placed Order +order-1 +answered 400$/);
    expect(lines.at(-2)).toMatch(/^\d+ +waiting +Poured Coffee +\*{3} +due in 10 min$/);
    expect(lines.at(-1)).toBe('Not shown here: by, source, attempts, recorded.');
  });

  it('names what can be done with dead letters: a replay only if it would send one', async () => {
    const [id] = await ids('dead');
    const see = `\nSee one: npx nestjs-converge outbox show ${id} --path ${path}\n`;
    expect((await list('--state', 'dead')).stderr).toBe(
      `${see}Send the dead letters again: npx nestjs-converge outbox replay --path ${path}\n`,
    );
    changeFile(path, 'UPDATE events SET undeliverable = 1 WHERE died_at IS NOT NULL');
    expect((await list('--state', 'dead')).stderr).toBe(
      `${see}No dead letter can be sent again: fix the mapper, then delete them: ` +
        `npx nestjs-converge outbox discard --path ${path}\n`,
    );
  });

  it('begins a reason with what is wrong', async () => {
    const [id] = await ids('dead');
    const violations = [
      { path: 'aliases', rule: 'isNotEmpty', received: 'an array of length 0', advice: 'give one' },
      { path: 'event_id', rule: 'isText', received: 'nothing', advice: `give ${'x'.repeat(200)}` },
    ];
    const set = (...found: typeof violations) => {
      const { message } = new ConvergeValidationError('Placed Order', found);
      const reason = `'${message.replaceAll("'", "''")}'`;
      const change = `UPDATE events SET status = NULL, reason = ${reason} WHERE id = ${id}`;
      return changeFile(path, change);
    };
    set(...violations);
    expect((await list()).stdout).toContain('  aliases: give one (and 1 more)\n');
    set(violations[1]!);
    expect((await list()).stdout).toMatch(/ {2}event_id: give x{85}…\n/);
  });

  it('goes on page by page, as JSON', async () => {
    const first = (await list('--limit', '3', '--json')).json;
    expect(first.events).toHaveLength(3);
    expect(first.next).toBe(first.events[2].id);
    const second = await list('--limit', '3', '--after', String(first.next), '--json');
    expect(second.json.events).toMatchObject([{ state: 'pending' }, { source: 2 }]);
    expect(second.json.next).toBeNull();
    expect((await list('--limit', '3')).stderr).toContain(`Next page: --after ${first.next}\n`);
  });

  it.each([
    [['--state', 'dead'], 2],
    [['--state', 'pending'], 3],
    [['--state', 'waiting'], 0],
    [['--event', 'Poured Coffee'], 1],
    [['--since', '2d', '--state', 'dead'], 2],
    [['--since', '2999-01-01'], 0],
    [['--reason', ''], 5],
    [['--reason', 'Converge answered 400: jane is wrong'], 1],
    [['--reason', 'no such'], 0],
  ])('takes those that match: %j', async (args, count) => {
    expect((await list(...args, '--json')).json.events).toHaveLength(count);
  });

  it.each(['2 days', '2m', 'yesterday'])('takes no time like %j', async (since) => {
    expect((await list('--since', since)).stderr).toContain('Give a date');
  });

  it('says that none matches', async () => {
    expect((await list('--state', 'leased')).stderr).toBe('No event matches.\n');
    const { stdout } = await outbox('replay', '--reason', 'no such');
    expect(stdout).toBe('No dead letter matches.\n');
    expect(await ids('dead')).toHaveLength(2);
  });
});

describe('show', () => {
  it('shows the keys of an event and what stands there; its values only on demand', async () => {
    const id = String((await ids('dead'))[0]);
    const { code, stdout, stderr } = await outbox('show', id);
    for (const line of [
      '"event_name": "Placed Order"',
      '"timestamp": "2024-09-02T12:34:56Z"',
      '"$email": "a string of length 16"',
      '"urn:email:***"',
      '"a key of length 19": "a string of length 6"',
      '"cups": "a number"',
    ]) {
      expect(stdout).toContain(line);
    }
    expect(code).toBe(0);
    const inJson = await outbox('show', id, '--json');
    expect(inJson.json).toMatchObject({ state: 'dead', status: 400, isMasked: true });
    expect(inJson.json.event.properties).toMatchObject({ id: 'a string of length 7' });
    expect(stdout + stderr + inJson.stdout).not.toMatch(PERSONAL);
    const { json } = await outbox('show', id, '--reveal', '--json');
    expect(json.event).toEqual(orderEvent({ properties: { id: 'order-1', ...NOTE } }));
    expect((await outbox('show', id, '--reveal')).stdout).toContain('jane@example.com');
  });

  it('says that there is no such event', async () => {
    const sentence = 'There is no event 17 in the outbox: it may have been delivered.';
    const shown = await outbox('show', '17');
    expect(shown).toMatchObject(failed(1, sentence));
    expect(shown.stderr).toContain(`npx nestjs-converge outbox list --path ${path}`);
  });
});

it.each([
  [[], 5, true],
  [['--dead'], 2, true],
  [['--pending'], 3, true],
  [['--reveal', '--json'], 5, false],
])(
  'export writes JSON lines, without personal data by default: %j',
  async (args, count, isMasked) => {
    const { code, stdout, stderr } = await outbox('export', ...args);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events).toHaveLength(count);
    expect(events[0]).toMatchObject({ isMasked, event: { event_name: 'Placed Order' } });
    expect(PERSONAL.test(stdout)).toBe(!isMasked);
    expect(stderr).toContain(`${count} events${isMasked ? ', with values hidden' : '.'}`);
    expect(code).toBe(0);
  },
);

describe('what cannot be undone', () => {
  it.each([
    [['discard'], 'Delete 2 dead letters for good?'],
    [['erase', 'urn:email:jane@example.com'], 'Delete all events of urn:email:*** for good?'],
    [
      ['adopt', '--token', 'secret', '--endpoint', 'https://example.com'],
      'No application has used this outbox',
    ],
  ])('is not done without a yes: %j', async (args, sentence) => {
    const before = dumpFile(path);
    const { code, stderr } = await outbox(...args);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(PERSONAL);
    expect(code).toBeGreaterThan(0);
    expect(dumpFile(path)).toEqual(before);
  });

  it('lists the sources before it releases their events', async () => {
    const endpoint = 'https://example.com';
    await (await openOutbox(path, { endpoint, token: 'three' })).close();
    const { code, stderr } = await outbox('adopt', '--token', 'three', '--endpoint', endpoint);
    expect(stderr).toMatch(
      /^source +pending +leased +waiting +dead\n1 +2 +0 +0 +2\n2 +1 +0 +0 +0$/m,
    );
    expect(stderr).toContain('Release 5 events of 2 other sources to this token and endpoint?');
    expect(code).toBe(2);
  });

  it('names a dead letter that is not there', async () => {
    const [pending] = await ids('pending');
    for (const command of ['replay', 'discard']) {
      const sentence = `There is no dead letter ${pending}. List them: npx nestjs-converge outbox list --state dead --path ${path}`;
      const result = await outbox(command, String(pending), '--json');
      expect(result).toMatchObject(failed(1, sentence));
    }
  });

  it('is done to one dead letter', async () => {
    const [first, second] = await ids('dead');
    const discarded = await outbox('discard', String(first), '--yes');
    expect(discarded).toMatchObject(done(/^1 dead letter deleted\.\n$/));
    expect(await ids('dead')).toEqual([second]);
    const { events } = (await outbox('status', '--json')).json;
    expect(events).toBe(4);
  });

  it('is done to no dead letter that breaks the contract', async () => {
    const [first] = await ids('dead');
    changeFile(path, `UPDATE events SET undeliverable = 1 WHERE id = ${first}`);
    expect((await outbox('show', String(first), '--json')).json.isUndeliverable).toBe(true);
    const sentence = `The dead letter ${first} breaks Converge's contract`;
    expect(await outbox('replay', String(first))).toMatchObject(failed(1, sentence));
    const replayed = await outbox('replay');
    expect(replayed).toMatchObject(done('1 dead letter pending again'));
    expect(replayed.stdout).toContain('1 dead letter skipped');
    expect(await ids('dead')).toEqual([first]);
  });

  it.each([' ', 'jane', 'urn:email:', 'email:jane@example.com', 'jane doe@example.com'])(
    'needs an alias, before it asks: %j',
    async (given) => {
      const advice = /^This is no alias: give one of the person's with its kind, e\.g\. urn:/;
      expect(await outbox('erase', given)).toMatchObject(failed(2, advice));
    },
  );

  it('is done to the person with an email', async () => {
    const erased = await outbox('erase', ' Jane@Example.com', '--yes');
    expect(erased).toMatchObject(done(/^5 events deleted and overwritten\.\n$/));
  });

  it('says why it needs a token', async () => {
    const reason = /^Events are released to one source, which .* The token is missing: /;
    expect(await outbox('adopt')).toMatchObject(failed(2, reason));
  });
});

describe('a look', () => {
  it('leaves all as it was: old dead letters, leases of dead processes, the number of sources', async () => {
    // As a process that was killed leaves it.
    changeFile(path, `${KILLED_SENDER}; UPDATE events SET died_at = 1 WHERE died_at IS NOT NULL`);
    const before = dumpFile(path);
    const { mode } = statSync(path);
    for (const args of [['status'], ['list'], ['export'], ['show', '1'], ['replay', '1']]) {
      await outbox(...args);
    }
    expect(dumpFile(path)).toEqual(before);
    expect(statSync(path).mode).toBe(mode);
    // Neither a reserve nor anything else is left beside it, but for SQLite's own.
    const left = readdirSync(join(path, '..')).filter((name) => !/-(wal|shm)$/.test(name));
    expect(left).toEqual(['outbox']);
  });
});

describe('a file that it cannot use', () => {
  const EVERY = [['status'], ['list'], ['show', '1'], ['replay'], ['discard', '--yes'], ['export']];

  it.each(EVERY)('is not made: %s', async (...args) => {
    rmSync(path);
    const { code, stderr } = await outbox(...args);
    expect(stderr).toBe(
      `There is no outbox at ${path}: give the path of its file, or start the application, which creates it.\n`,
    );
    expect(code).toBe(1);
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('is not touched where it is something else', async () => {
    writeFileSync(path, 'x'.repeat(4_096));
    const sentence = 'or an outbox whose header is damaged';
    expect(await outbox('status')).toMatchObject(failed(1, sentence));
    expect(readFileSync(path, 'utf8')).toBe('x'.repeat(4_096));
    expect(readdirSync(join(path, '..'))).toEqual(['outbox']);
  });

  it.each([
    ['PRAGMA application_id = 0; DROP TABLE events', "it is another program's file"],
    ['PRAGMA user_version = 99', 'by another version of nestjs-converge'],
  ])('is left to those who know it: %s', async (sql, sentence) => {
    changeFile(path, sql);
    const { code, json } = await outbox('discard', '--yes', '--json');
    expect(json.error).toContain(sentence);
    expect(code).toBe(1);
  });

  it.each([
    ['', 'is a directory, a link, a pipe or a device'],
    ['outbox/x', 'give the path of its file, or start the application'],
  ])('is not a folder, nor below a file: %j', async (place, sentence) => {
    const args = ['outbox', 'status', '--path', join(path, '..', place)];
    expect(await runCli(cli, args)).toMatchObject(failed(1, sentence));
  });

  it('is not looked for in memory', async () => {
    const env = { CONVERGE_OUTBOX_PATH: 'memory' };
    const sentence = 'The outbox is in memory (by CONVERGE_OUTBOX_PATH, or NODE_ENV=test)';
    expect(await runCli(cli, ['outbox', 'status'], { env })).toMatchObject(failed(1, sentence));
  });

  it('is found as the application finds it', async () => {
    const env = { CONVERGE_OUTBOX_PATH: path };
    expect((await runCli(cli, ['outbox', 'status', '--json'], { env })).json.path).toBe(path);
    const { stderr } = await runCli(cli, ['outbox', 'status'], { cwd: folder });
    expect(stderr).toContain(join(folder, '.converge', 'outbox'));
  });
});
