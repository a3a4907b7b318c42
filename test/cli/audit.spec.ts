import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createConverge, type Converge } from '../../lib/express/index.js';
import type { ConvergeOptions } from '../../lib/express/index.js';
import { orderEvent } from '../utils/events.js';
import { closeServers, serve } from '../utils/local-servers.js';
import { openOutbox } from '../utils/outbox-file.js';
import { usePrograms } from '../utils/programs.js';
import { eventually } from '../utils/test-app.js';
import { done, failed, runCli, type CliOptions } from './support/run-cli.js';
import { close, Hand, order } from '../outbox/support/hand.js';

const ENDPOINT = 'http://127.0.0.1:1/webhook';

const cli = usePrograms();
let folder: string;
let outbox: string;
beforeEach(() => {
  folder = cli.newFolder();
  outbox = join(folder, 'outbox');
});

const write = (name: string, content: string | Buffer) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const audit = (args: readonly string[], options?: CliOptions) =>
  runCli(cli, ['audit', ...args, '--path', outbox], options);
const jsonLines = (stdout: string): any[] => JSON.parse(`[${stdout.trim().replaceAll('\n', ',')}]`);

/** An outbox in which o-1 was delivered, o-2 waits, o-3 was refused, and o-4 was dropped by consent. */
async function fill(path: string): Promise<void> {
  const file = await openOutbox(path, { endpoint: ENDPOINT, token: 'token' });
  for (const id of ['o-1', 'o-3', 'o-2']) await file.put(order(id, { recordedAt: Date.now() }));
  const hand = new Hand(file);
  const [first, second] = await hand.take(2);
  const reason = 'Converge answered 400: jane@example.com is wrong';
  await hand.settle(first!);
  await hand.settle(second!, { state: 'dead', attempts: 1, reason, status: 400 });
  const note = { eventName: 'Placed Order', at: Date.now() };
  await file.note([{ eventId: 'o-4', outcome: 'consent', ...note }]);
  await close(file);
}

describe('what has become of the orders of a file', () => {
  let filled: string;
  beforeAll(() => fill((filled = join(cli.newFolder(), 'outbox'))));
  beforeEach(() => copyFileSync(filled, outbox));

  it('is counted and listed with the reason, without personal data, and with the next steps', async () => {
    const orders = 'id,email\no-1,jane@example.com\no-2,a\no-3,b\no-4,c\no-5,d\n';
    const { code, stdout, stderr } = await audit([write('orders.csv', orders)]);
    expect(stdout).toMatch(/^5 ids: 1 delivered, 1 queued, 1 dead, 1 dropped, 1 missing\.$/m);
    expect(stdout).not.toContain('o-1');
    expect(stdout).toMatch(/^o-2 +queued +Placed Order +20\S+Z$/m);
    expect(stdout).toMatch(/^o-3 +dead .* answered 400$/m);
    expect(stdout).toMatch(/^o-4 +dropped .* consent$/m);
    expect(stdout).toMatch(/^o-5 +missing$/m);
    expect(stderr).toContain(`outbox list --state dead --path ${outbox}`);
    expect(stderr).toMatch(
      /The ledger begins at 20\S+Z: what was delivered before is missing here/,
    );
    expect(stdout + stderr).not.toContain('jane');
    expect(code).toBe(1);
  });

  it('is shown with answers on demand, and as JSON lines with the counts as the last', async () => {
    const { code, stdout } = await audit(['-', '--json', '--reveal'], { input: 'o-3\no-1\no-5\n' });
    expect(jsonLines(stdout)).toEqual([
      {
        id: 'o-3',
        state: 'dead',
        eventName: 'Placed Order',
        at: expect.stringMatching(/Z$/),
        reason: 'Converge answered 400: jane@example.com is wrong',
        status: 400,
        undeliverable: false,
      },
      { id: 'o-5', state: 'missing' },
      {
        failed: true,
        ids: 3,
        counts: { delivered: 1, queued: 0, dead: 1, held: 0, dropped: 0, missing: 1 },
        lost: 2,
        ledgerBegin: expect.stringMatching(/Z$/),
      },
    ]);
    expect(code).toBe(1);
  });

  it('is fine if they are delivered, wait, or were dropped on purpose', async () => {
    const found = await audit(['-'], { input: 'o-1\no-2\no-4\n' });
    expect(found).toMatchObject(done(/^3 ids: 1 delivered, 1 queued, 1 dropped\.$/m));
  });

  it('is that of one event, since a time, and with the ids of another form', async () => {
    const counts = async (...args: string[]) => {
      const { stdout } = await audit(['-', '--json', ...args], { input: '1\n2\n' });
      return jsonLines(stdout).at(-1).counts;
    };
    const format = ['--id-format', 'o-{id}'];
    expect(await counts()).toMatchObject({ missing: 2 });
    expect(await counts(...format)).toMatchObject({ delivered: 1, queued: 1 });
    expect(await counts(...format, '--event', 'Signed Up')).toMatchObject({ missing: 2 });
    expect(await counts(...format, '--since', '2020-01-01')).toMatchObject({ delivered: 1 });
    expect(await counts(...format, '--since', '2999-01-01')).toMatchObject({ missing: 2 });
  });

  it('depends on the token: what is recorded for another is held', async () => {
    const env = { CONVERGE_ENDPOINT: ENDPOINT, CONVERGE_TOKEN: 'another' };
    await (await openOutbox(outbox, { endpoint: ENDPOINT, token: 'another' })).close();
    const { code, stdout, stderr } = await audit(['-'], { input: 'o-1\no-2\n', env });
    expect(stdout).toMatch(/^2 ids: 1 delivered, 1 held\.$/m);
    expect(stderr).toContain('1 id delivered with another token or endpoint than now.');
    expect(stderr).toContain('outbox adopt');
    expect(code).toBe(1);
  });

  it.each<[string, string | Buffer, string[]]>([
    ['a header in any case, with a BOM', '\ufeffEmail;Order ID\nx;o-1\ny; o-2 \n', []],
    ['Windows line ends, quotes and tabs', 'note\t"id"\r\n"a\tb ""c"""\to-1\r\n\r\nd\to-2\r\n', []],
    ['a line end within a cell', 'id,note\no-1,"two\nlines"\no-2,one\n', []],
    ['a row for each item', 'id,item\no-1,a\no-1,b\no-2,c\n', []],
    ['no header, and one column', 'o-1\no-2', []],
    ['no header, and the number of a column', 'x,o-1\ny,o-2\n', ['--id-column', '2']],
    ['a column by its name', 'id,number\n7,o-1\n8,o-2\n', ['--id-column', 'Number']],
    ['rows of different lengths', 'id,a,b\no-1\no-2,1,2,3\n', []],
  ])('is read from CSV with %s', async (_what, content, args) => {
    const { stdout, stderr } = await audit([write('orders.csv', content), ...args]);
    expect([stdout.split('\n')[0], stderr]).toEqual(['2 ids: 1 delivered, 1 queued.', '']);
  });

  it.each<[string, string, string[]]>([
    ['orders.ndjson', '{"order_id":"o-1","x":1}\n{"order_id":"o-2"}\n', []],
    ['orders.jsonl', '"o-1"\n"o-2"\n', []],
    ['orders.json', '[{"nr":"o-1"},{"nr":"o-2"}]', ['--id-column', 'nr']],
    ['-', ' [{"id":"o-1"},{"id":"o-2"}]', []],
  ])('is read from JSON: %s', async (name, content, args) => {
    const input = name === '-' ? name : write(name, content);
    const { stdout } = await audit([input, ...args], { input: content });
    expect(stdout.split('\n')[0]).toBe('2 ids: 1 delivered, 1 queued.');
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['orders.csv', 'name,mail\njane,x\n', /orders\.csv:1: the first line has no column event_id/],
    ['orders.csv', 'id,n\no-1,"two\nlines"\n,x\n', /orders\.csv:4: has no id/],
    ['orders.csv', 'id,n\no-1,"jane"x\n', /orders\.csv:2: text follows a closing quote/],
    ['orders.csv', 'id,n\no-1,a\no-2,"jane\n', /orders\.csv:3: the file ends in a quoted cell/],
    ['orders.csv', 'id,n\no-1,a "jane"\n', /orders\.csv:2: a quote stands within a cell/],
    ['orders.ndjson', '{"id":"o-1"}\n{"id":\n', /orders\.ndjson:2: is not JSON/],
    ['orders.ndjson', '{"id":12345678901234567890}\n', /orders\.ndjson:1: the id is a number/],
    ['orders.ndjson', '{"jane":1}\n', /orders\.ndjson:1: has no id/],
    ['orders.csv', Buffer.from('id\ncaf\xe9\n', 'latin1'), /orders\.csv:2: the id is not in UTF-8/],
    ['orders.csv', 'id,name\n', /The input has no ids/],
    ['orders.csv', '', /The input has no ids/],
  ])('is not guessed from a wrong %s: %j', async (name, content, message) => {
    const { code, stdout, stderr } = await audit([write(name, content)]);
    expect(stderr).toMatch(message);
    expect(stdout + stderr).not.toMatch(/jane|report it/);
    expect(code).toBe(2);
  });

  it.each([
    [['-', '--id-format', 'x'], '--id-format <text> is invalid. Give a text with {id}.'],
    [['-', '--since', 'yesterday'], '--since <time> is invalid. Give a date'],
    [['none.csv'], 'none.csv does not exist: give a file, or - for standard input.'],
    [['.'], '. is a folder: give a file'],
  ])('needs right arguments: %j', async (args, message) => {
    expect(await audit(args)).toMatchObject(failed(2, message));
  });
});

it('asks whether the right ones are looked for, if none is known', async () => {
  await fill(outbox);
  const { stderr } = await audit(['-', '--event', 'Placed order'], { input: 'o-1\no-2\n' });
  expect(stderr).toContain('None is known: check the column of the ids, --event, token');
});

it('says that the ledger is empty', async () => {
  await (await openOutbox(outbox, { endpoint: ENDPOINT, token: 'token' })).close();
  const sentence = 'The ledger is empty: nothing was delivered yet, or outbox.ledgerDays';
  expect(await audit(['-'], { input: 'o-1\n' })).toMatchObject(failed(1, sentence));
});

/** Each twentieth order meets one of these, at its place among twenty. */
const MISHAPS = ['missing', 'consent', 'filter', 'dead', 'queued', 'full', 'discarded', 'held'];
type Mishap = (typeof MISHAPS)[number];

const ORDERS = 400;
const each = ORDERS / 20;
const ids = Array.from({ length: ORDERS }, (_, n) => `o-${n}`);
const fateOf = (id: string): Mishap => MISHAPS[Number(id.slice(2)) % 20] ?? 'delivered';

let shop: Converge | undefined;
afterEach(async () => {
  await shop?.close();
  closeServers();
});

it('names each of many orders with the right reason, and none wrongly', async () => {
  const endpoint = await serve((request, response) => {
    void text(request).then((body) => {
      const fate = fateOf(JSON.parse(body).event_id);
      const isRefused = fate === 'dead' || fate === 'discarded';
      response.statusCode = isRefused ? 400 : fate === 'queued' ? 503 : 200;
      response.end();
    });
  });
  const open = (token: string, options: ConvergeOptions = {}) =>
    createConverge({
      token,
      endpoint,
      validation: 'off',
      outbox: { path: outbox, maxEventBytes: 2_000 },
      consent: (_context, event) => (fateOf(event.event_id) === 'consent' ? 'drop' : 'send'),
      beforeSend: (event) => (fateOf(event.event_id) === 'filter' ? null : event),
      logger: { error: () => undefined, warn: () => undefined },
      ...options,
    });
  const before = await open('old-token', { delivery: false });
  for (const id of ids.filter((each) => fateOf(each) === 'held')) {
    await before.track(orderEvent({ event_id: id }));
  }
  await before.close();
  shop = await open('token', {
    delivery: { concurrency: 32, retry: { baseDelayMs: 600_000, maxDelayMs: 600_000 } },
  });
  const tracked = ids.filter((id) => !['missing', 'held'].includes(fateOf(id)));
  const results = await Promise.allSettled(
    tracked.map((id) => {
      const note = fateOf(id) === 'full' ? 'x'.repeat(2_000) : 'x';
      return shop!.track(orderEvent({ event_id: id, properties: { id, note } as never }));
    }),
  );
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(each);
  await eventually('all are settled', async () => {
    const { pending, leased } = await shop!.stats();
    return pending + leased === 0;
  });
  for (const { id, body } of await shop.deadLetters()) {
    if (fateOf(JSON.parse(body).event_id) === 'discarded') await shop.discard({ id });
  }

  const answers = await shop.audit(ids, { event: 'Placed Order' });
  const found = answers.map(({ state, droppedBy }) => droppedBy ?? state);
  expect(found).toEqual(ids.map(fateOf));

  const file = write('orders.csv', `id,email\n${ids.map((id) => `${id},x\n`).join('')}`);
  const env = { CONVERGE_ENDPOINT: endpoint, CONVERGE_TOKEN: 'token' };
  const { code, stdout } = await audit([file, '--json'], { env });
  const lines = jsonLines(stdout);
  const [counts] = lines.splice(-1);
  const named = lines.map(({ id, state, droppedBy }) => [id, droppedBy ?? state]);
  const wanted = ids.map((id) => [id, fateOf(id)]).filter(([, fate]) => fate !== 'delivered');
  expect(named).toEqual(wanted);
  expect(counts).toMatchObject({
    ids: ORDERS,
    lost: 4 * each,
    counts: {
      delivered: ORDERS - MISHAPS.length * each,
      ...{ queued: each, dead: each, held: each, missing: each, dropped: 4 * each },
    },
  });
  expect(code).toBe(1);
});
