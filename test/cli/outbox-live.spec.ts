import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createConverge, type Converge } from '../../lib/express/index.js';
import { Child } from '../faults/support/child.js';
import { describeEach, useServers, type TestServer } from '../utils/brokers.js';
import { useEnvironment } from '../utils/environment.js';
import { orderEvent } from '../utils/events.js';
import { closeServers, listen } from '../utils/local-servers.js';
import { changeFile, openOutbox } from '../utils/outbox-file.js';
import { usePrograms } from '../utils/programs.js';
import { eventually } from '../utils/test-app.js';
import { useSandbox } from '../utils/use-sandbox.js';
import { record } from '../outbox/support/hand.js';
import { done, failed, runCli, type CliResult } from './support/run-cli.js';

/** So that what fails waits until the test is over. */
const PATIENT = { retry: { baseDelayMs: 3_600_000, maxDelayMs: 3_600_000 } };
const JANE = 'urn:email:jane@example.com';
const REFUSAL = 'what jane@example.com did is wrong';
const UNKNOWN = 'No application has used this outbox with this token and endpoint';

const cli = usePrograms();
const setEnvironment = useEnvironment();
const shops: Converge[] = [];
/** Its path, or the URL of its server. */
let outbox: string;

afterEach(async () => {
  await Child.killAll();
  closeServers();
  for (const shop of shops.splice(0)) await shop.close();
});
// After the hook above, so that it closes after the shops.
const sandbox = useSandbox();

async function open(token = sandbox.token, CONVERGE_OUTBOX_PATH = outbox): Promise<Converge> {
  setEnvironment({ CONVERGE_OUTBOX_PATH });
  const shop = await createConverge(token, {
    endpoint: sandbox.endpoint,
    delivery: PATIENT,
    // A busy machine is slow, and no reason to keep events elsewhere.
    outbox: { commitTimeoutMs: 20_000 },
    logger: { error: () => undefined, warn: () => undefined },
  });
  shops.push(shop);
  return shop;
}
const environment = () => ({
  CONVERGE_OUTBOX_PATH: outbox,
  CONVERGE_TOKEN: sandbox.token,
  CONVERGE_ENDPOINT: sandbox.endpoint,
});
const run = (args: readonly string[], env: NodeJS.ProcessEnv = environment(), input?: string) =>
  runCli(cli, args, { env, input });
const order = (id: string) => orderEvent({ event_id: id });
const arrived = () => sandbox.events().map(({ event }) => event.event_id);

/** Has orders refused, so that they become dead letters. */
async function refuse(shop: Converge, ...ids: string[]): Promise<void> {
  sandbox.simulateFault({ status: 400, body: REFUSAL });
  for (const id of ids) await shop.track(order(id));
  await eventually('they are dead', async () => (await shop.stats()).dead === ids.length);
  sandbox.simulateFault(undefined);
}

async function delay(shop: Converge, ...ids: string[]): Promise<void> {
  sandbox.simulateFault({ status: 503 });
  for (const id of ids) await shop.track(order(id));
  await eventually('they wait', async () => (await shop.stats()).waiting === ids.length);
  sandbox.simulateFault(undefined);
}

const FILE = { name: 'a file', clear: async () => {} };
const servers = useServers();

describeEach([FILE, ...servers])('an outbox that an application uses, in $name', (place) => {
  const isFile = place === FILE;
  beforeEach(async () => {
    await place.clear();
    outbox = isFile ? join(cli.newFolder(), 'outbox') : (place as TestServer).url;
  });

  it('has its dead letters sent again: one, then the others', async () => {
    await refuse(await open(), 'o-1', 'o-2', 'o-3');
    const { events } = (await run(['outbox', 'list', '--state', 'dead', '--json'])).json;
    const [{ id }] = events;
    const one = await run(['outbox', 'replay', String(id), '--json']);
    expect(one.json).toEqual({ replayed: 1, skipped: 0 });
    await sandbox.waitForEvents(1);
    const { stdout } = await run(['outbox', 'replay', '--event', 'Placed Order']);
    expect(stdout).toContain('2 dead letters pending again');
    await sandbox.waitForEvents(3);
    expect(arrived().sort()).toEqual(['o-1', 'o-2', 'o-3']);
    expect(await run(['outbox', 'replay'])).toMatchObject(done(/^No dead letter matches\.\n$/));
    const again = await run(['outbox', 'replay', String(id)]);
    expect(again.stderr).toContain(`There is no dead letter ${id}`);
  });

  it('has its dead letters deleted, and nothing else', async () => {
    const shop = await open();
    await refuse(shop, 'o-1', 'o-2');
    await delay(shop, 'o-3');
    expect((await run(['outbox', 'discard'])).code).toBe(2);
    const { json } = await run(['outbox', 'discard', '--yes', '--json']);
    expect(json).toEqual({ discarded: 2 });
    expect(await shop.stats()).toMatchObject({ dead: 0, waiting: 1 });
    await shop.track(order('o-4'));
    await eventually('the shop goes on', () => arrived().includes('o-4'));
  });

  it("has a person's events erased, and says where others may be", async () => {
    const shop = await open();
    await refuse(shop, 'o-1');
    await delay(shop, 'o-2');
    if (isFile) expect(bytesOnDisk()).toContain('jane@example.com');
    expect(await run(['outbox', 'erase', JANE, '--yes'])).toMatchObject({
      ...done(isFile ? /^2 events deleted and overwritten\.\n$/ : /^2 events deleted\.\n$/),
      stderr: expect.stringMatching(isFile ? /^$/ : /erase there with --path <file>/),
    });
    expect(await shop.stats()).toMatchObject({ waiting: 0, dead: 0, pending: 0 });
    if (isFile) expect(bytesOnDisk()).not.toContain('jane@example.com');
    await delay(shop, 'o-3');
    const args = ['outbox', 'erase', '-', '--yes', '--json'];
    expect((await run(args, environment(), 'Jane@Example.com\n')).json).toEqual({ erased: 1 });
    await shop.track(order('o-4'));
    await eventually('the shop goes on', () => arrived().includes('o-4'));
  });

  it('has the events of a rotated token released to the new one', async () => {
    await delay(await open('rotated'), 'o-1');
    const shop = await open();
    await shop.track(order('o-2'));
    await sandbox.waitForEvents(1);
    const question = /Release \d+ events? of .* to this token and endpoint\?/;
    expect(await run(['outbox', 'adopt'])).toMatchObject(failed(2, question));
    const { held } = await shop.stats();
    const { json } = await run(['outbox', 'adopt', '--yes', '--json']);
    expect(json).toEqual({ adopted: held });
    // It would wait for an hour.
    if (isFile) changeFile(outbox, 'UPDATE events SET due_at = 0');
    await eventually('it has arrived', () => arrived().includes('o-1'));
    expect((await run(['outbox', 'adopt'])).stdout).toContain('has no events of another token');
  });

  it('is changed only by who knows the token and endpoint', async () => {
    await delay(await open(), 'o-1');
    const wrong = { ...environment(), CONVERGE_TOKEN: 'wrong-token' };
    const refused = [['adopt', '--yes'], ...(isFile ? [] : [['status'], ['erase', JANE, '--yes']])];
    for (const args of refused) {
      const result = await run(['outbox', ...args], wrong);
      expect(result).toMatchObject(failed(1, UNKNOWN));
      expect(result.stderr).not.toContain('wrong-token');
    }
  });

  it('is audited', async () => {
    const shop = await open();
    await shop.track(order('o-1'));
    await sandbox.waitForEvents(1);
    expect(await shop.flush()).toBe(0);
    await refuse(shop, 'o-2');
    await delay(shop, 'o-3');
    const { code, stdout, stderr } = await run(['audit', '-'], undefined, 'o-1\no-2\no-3\no-4\n');
    expect(stdout).toContain('4 ids: 1 delivered, 1 queued, 1 dead, 1 missing.');
    expect(stderr).toContain(isFile ? 'The ledger begins at 20' : 'were erased, or are older');
    expect(stdout + stderr).not.toContain('jane');
    expect(code).toBe(1);
  });

  it('takes past events, but for those that it knows', async () => {
    await refuse(await open(), 'o-1');
    for (const shop of shops.splice(0)) await shop.close();
    const { json, stderr } = await run(['send', writeOrders('o-1', 'o-2'), '--json']);
    // The Redis of the tests may have no append-only file.
    expect(stderr.replace(/^the outbox's server does not keep events safely: .*\n/, '')).toBe('');
    // What a server still counts as undelivered may be acknowledged a moment later.
    expect(json).toMatchObject({ sent: 1, skipped: { dead: 1 }, invalid: 0, dead: 1, onlyHere: 0 });
    expect(arrived()).toEqual(['o-2']);
  });
});

describe('an outbox in a file, while the application runs', () => {
  let shop: Converge;
  beforeEach(async () => {
    outbox = join(cli.newFolder(), 'outbox');
    shop = await open();
  });

  it('is counted', async () => {
    await refuse(shop, 'o-1', 'o-2', 'o-3');
    await delay(shop, 'o-4', 'o-5');
    const { code, json } = await run(['outbox', 'status', '--json'], PLACE());
    expect(json).toMatchObject({ path: outbox, events: 5, leased: 0, senders: 1 });
    expect(json.sources).toEqual([{ source: 1, pending: 0, leased: 0, waiting: 2, dead: 3 }]);
    expect(code).toBe(0);
    const { stdout } = await run(['outbox', 'status'], PLACE());
    expect(stdout).toMatch(new RegExp(`^outbox +${outbox}\nholds +5 events, `));
    expect(stdout).toMatch(/^sending +1 process$/m);
    expect(stdout).toMatch(/^1 +0 +0 +2 +3$/m);
  });

  it('has the source of the environment marked', async () => {
    const { json } = await run(['outbox', 'status', '--json']);
    expect(json.sources).toMatchObject([{ isCurrent: true }]);
    const { host } = new URL(sandbox.endpoint);
    const own = `of CONVERGE_TOKEN and CONVERGE_ENDPOINT`;
    expect((await run(['outbox', 'status'])).stdout).toMatch(
      new RegExp(`^1 .* ${own}: ${host}$`, 'm'),
    );
    const env = { ...environment(), CONVERGE_TOKEN: 'another' };
    const { stdout, stderr } = await run(['outbox', 'status'], env);
    expect(stdout).toContain(`No source is that ${own} (${host})`);
    expect(stdout + stderr).not.toContain('another');
  });

  it('is counted when the application was killed, and its log left to the next start', async () => {
    const killed = new Child(cli, 'shop');
    outbox = join(cli.newFolder(), 'outbox');
    const { token, endpoint } = sandbox;
    await killed.ask('start', { token, endpoint, outbox, delivery: PATIENT });
    sandbox.simulateFault({ status: 503 });
    await killed.ask('track', 'late', 3);
    await eventually('they wait', async () => (await killed.ask<any>('stats')).waiting === 3);
    await killed.kill();
    const before = bytesOnDisk();
    expect((await run(['outbox', 'status', '--json'])).json).toMatchObject({ events: 3 });
    const { events } = (await run(['outbox', 'list', '--json'])).json;
    expect(events).toHaveLength(3);
    const [{ id }] = events;
    expect((await run(['outbox', 'show', String(id), '--json'])).json).toMatchObject({ id });
    expect((await run(['outbox', 'export'])).code).toBe(0);
    expect((await run(['doctor', '--path', outbox])).stdout).toContain('3 events');
    expect(bytesOnDisk() === before).toBe(true);
    await open();
    expect((await run(['outbox', 'status', '--json'])).json).toMatchObject({ events: 3 });
  });
});

/** An environment without token and endpoint. */
const PLACE = () => ({ CONVERGE_OUTBOX_PATH: outbox });

describeEach(servers)(
  'an outbox on $name, given by its URL',
  ({ url, name: server, elsewhere, clear }) => {
    beforeEach(clear);
    beforeEach(() => void (outbox = url));
    const away = Object.assign(new URL(url), { host: '127.0.0.1:1' }).href;

    it('lets an application start that has nothing else to do, while it is away', async () => {
      const program = join(cli.newFolder(), 'start.mjs');
      writeFileSync(
        program,
        `import { createConverge } from '${cli.file('lib/express/index')}';
       await (await createConverge()).close();
       console.log('closed');`,
      );
      const env = { ...environment(), CONVERGE_OUTBOX_PATH: away, NODE_ENV: 'test' };
      const result = await runCli({ ...cli, main: program }, [], { env });
      expect(result).toMatchObject(done('closed'));
    });

    it('is counted by outbox status', async () => {
      const shop = await open();
      await refuse(shop, 'o-1');
      await delay(shop, 'o-2');
      const { json } = await run(['outbox', 'status', '--json']);
      expect(json).toMatchObject({ pending: 0, leased: 0, waiting: 1, dead: 1, held: 0 });
      expect(json.server).toBe(`${server} at ${new URL(url).host}, queue converge`);
      expect(json.oldestAt).toMatch(/^20\S+Z$/);
      const { stdout, code } = await run(['outbox', 'status']);
      expect(stdout).toMatch(/^pending +leased +waiting +dead +held\n0 +0 +1 +1 +0$/m);
      expect(stdout).toContain('1 dead letter, see why: npx nestjs-converge outbox list');
      expect(code).toBe(0);
    });

    it('has its dead letters listed and shown, without personal data unless it is asked for', async () => {
      await refuse(await open(), 'o-1', 'o-2');
      const { stdout, stderr } = await run(['outbox', 'list']);
      expect(stdout).toMatch(/dead +Placed Order +o-1 .* answered 400$/m);
      expect(stderr).toContain('On a server, only dead letters are listed');
      const first = await run(['outbox', 'list', '--state', 'dead', '--limit', '1', '--json']);
      const [{ id }] = first.json.events;
      expect(first.json.next).toBe(id);
      const shown = await run(['outbox', 'show', String(id)]);
      expect(shown.stdout).toMatch(/"event_name": "Placed Order"/);
      expect(stdout + first.stdout + shown.stdout).not.toContain('jane');
      const revealed = await run(['outbox', 'show', String(id), '--reveal', '--json']);
      expect(revealed.json).toMatchObject({ event: { aliases: [JANE] } });
      expect(revealed.json.reason).toContain(REFUSAL);
      for (const more of ['--state=pending', '--after=1']) {
        const sentence = 'On a server, only dead letters are listed';
        expect(await run(['outbox', 'list', more])).toMatchObject(failed(2, sentence));
      }
    });

    it('is checked by doctor', async () => {
      const before = await run(['doctor']);
      expect(before.stdout).toMatch(/^warn {2}outbox server: answers, and knows no such source$/m);
      await refuse(await open(), 'o-1');
      const { stdout } = await run(['doctor']);
      expect(stdout).toMatch(new RegExp(`^ok {4}outbox server: ${server} at .* has 0 events`, 'm'));
      expect(stdout).toMatch(/^warn {2}dead letters: 1 event will not be sent again$/m);
      expect(stdout).toMatch(/^ok {4}outbox: .*\.converge\/outbox /m);
    });

    it('has its events counted only for who has a token', async () => {
      const result = await run(['outbox', 'status'], PLACE());
      expect(result).toMatchObject(failed(2, 'The token is missing'));
    });

    it('that leaves events in the file of this machine is a failure of send, which names it', async () => {
      await open();
      const cwd = cli.newFolder();
      const file = join(cwd, '.converge', 'outbox');
      const behind = await openOutbox(file, sandbox);
      await behind.put(record('x', { recordedAt: Date.now() }));
      await behind.close();
      sandbox.simulateFault({ status: 503, headers: { 'Retry-After': '3600' } });
      const env = { ...environment(), CONVERGE_OUTBOX_PATH: await wayThatEnds(url) };
      const options = { env, cwd, input: '[]' };
      const { code, json, stderr } = await runCli(cli, ['send', '-', '--json'], options);
      expect(stderr).toContain(
        `The server has not taken 1 event, which is only in ${file}: run this again`,
      );
      expect(stderr).not.toContain('keep it running');
      expect([code, json.onlyHere]).toEqual([1, 1]);
      const again = await runCli(cli, ['send', '-', '--json'], { ...options, env: environment() });
      expect([again.code, again.json.onlyHere]).toEqual([0, 0]);
    });

    it('may have a queue and a place of its own, by the query of the URL', async () => {
      const own = new URL(url);
      own.searchParams.set('queue', 'shop');
      own.searchParams.set(...elsewhere);
      const CONVERGE_OUTBOX_PATH = own.href;
      await refuse(await open(sandbox.token, CONVERGE_OUTBOX_PATH), 'o-1');
      const env = { ...environment(), CONVERGE_OUTBOX_PATH };
      const { json } = await run(['outbox', 'status', '--json'], env);
      expect(json).toMatchObject({ dead: 1 });
      expect(json.server).toBe(`${server} at ${own.host}, queue shop`);
      // Neither of them is in the default place.
      const { stderr } = await run(['outbox', 'status']);
      expect(stderr).toContain('No application has used this outbox');
      own.searchParams.set('queue', 'sh:op');
      const wrong = await run(['outbox', 'status', '--path', own.href]);
      expect(wrong.stderr).toContain('option "queue" must be a name of letters');
    });

    it('is only looked at: an unused one stays empty', async () => {
      const sentence = 'and the queue, prefix or schema in the URL of a server';
      expect(await run(['outbox', 'status'])).toMatchObject(failed(1, sentence));
      if (server !== 'PostgreSQL') return;
      const client = new Client(url);
      await client.connect();
      const { rows } = await client.query(
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public)'",
      );
      await client.end();
      expect(rows).toEqual([]);
    });

    it('that cannot be used proves nothing: an audit ends with 2', async () => {
      const env = { ...environment(), CONVERGE_OUTBOX_PATH: away };
      const result = await runCli(cli, ['audit', '-'], { env, input: 'o-1\n' });
      expect(result).toMatchObject(failed(2, 'ECONNREFUSED'));
    });

    it('prints neither user nor password of the URL', async () => {
      await refuse(await open(), 'o-1');
      const secret = new URL(url);
      const given = (host: string) => {
        secret.host = host;
        [secret.username, secret.password] = [secret.username || 'default', 'hunter2'];
        return ['--path', secret.href];
      };
      const results: CliResult[] = [];
      for (const command of [['status'], ['list', '--state', 'dead'], ['show', '1']]) {
        // PostgreSQL trusts everyone here; Redis says that it has no password, which is no reason to fail.
        results.push(await run(['outbox', ...command, ...given(new URL(url).host)]));
      }
      const away = await run(['outbox', 'status', ...given('127.0.0.1:1')]);
      expect(away.stderr).toMatch(/at 127\.0\.0\.1:1, queue converge: .*ECONNREFUSED/);
      results.push(away, await run(['doctor', ...given('127.0.0.1:1')]));
      const output = results.map(({ stdout, stderr }) => stdout + stderr).join('\n');
      expect(output).not.toContain('hunter2');
      if (server === 'PostgreSQL') expect(output).toContain('--path <the same URL>');
    });
  },
);

it('says which commands only read files, and what to do instead', async () => {
  const url = 'redis://127.0.0.1:1';
  for (const [args, advice] of [
    [['outbox', 'status', '--watch'], 'count without --watch'],
    [['outbox', 'export'], 'outbox list --state dead --json'],
    [['sandbox', '--outbox', url], 'leave it out'],
  ] as const) {
    const env = { CONVERGE_OUTBOX_PATH: url };
    expect(await runCli(cli, args, { env })).toMatchObject(failed(2, advice));
  }
});

function writeOrders(...ids: string[]): string {
  const input = join(cli.newFolder(), 'orders.ndjson');
  writeFileSync(input, ids.map((id) => `${JSON.stringify(order(id))}\n`).join(''));
  return input;
}

function bytesOnDisk(): string {
  const files = [outbox, `${outbox}-wal`].filter((file) => existsSync(file));
  return files.map((file) => readFileSync(file, 'latin1')).join('');
}

/** The URL of a way to a server that ends when its first client has gone. */
async function wayThatEnds(url: string): Promise<string> {
  const way = new URL(url);
  const { hostname, port } = way;
  let isOver = false;
  const proxy = createServer((socket) => {
    socket.once('close', () => (isOver = true));
    // The end of the client before may be seen after the beginning of this one.
    setTimeout(() => {
      if (isOver) return socket.destroy();
      const server = connect(Number(port), hostname).on('error', () => undefined);
      return socket.pipe(server).pipe(socket);
    }, 50);
  });
  way.host = `127.0.0.1:${(await listen(proxy)).port}`;
  return way.href;
}
