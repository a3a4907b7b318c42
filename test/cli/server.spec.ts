import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createConverge, type Converge } from '../../lib/express/index.js';
import { createSandbox, type Sandbox } from '../../sandbox/server/index.js';
import { describeEach, useServers } from '../utils/brokers.js';
import { useEnvironment } from '../utils/environment.js';
import { orderEvent } from '../utils/events.js';
import { usePrograms } from '../utils/programs.js';
import { eventually } from '../utils/test-app.js';
import { runCli, type CliResult } from './support/run-cli.js';

/** So that what fails waits until the test is over. */
const PATIENT = { retry: { baseDelayMs: 3_600_000, maxDelayMs: 3_600_000 } };
const JANE = 'urn:email:jane@example.com';
const REFUSAL = 'what jane@example.com did is wrong';

const cli = usePrograms();
const setEnvironment = useEnvironment();
let sandbox: Sandbox;
let shops: Converge[];
beforeEach(async () => {
  sandbox = await createSandbox();
  shops = [];
});
afterEach(async () => {
  for (const shop of shops) await shop.close();
  await sandbox.close();
});

describeEach(useServers())(
  'an outbox on $name, given by its URL',
  ({ url, name: server, elsewhere, clear }) => {
    beforeEach(clear);

    async function open(token = sandbox.token, CONVERGE_OUTBOX_PATH = url): Promise<Converge> {
      setEnvironment({ CONVERGE_OUTBOX_PATH });
      const logger = { error: () => undefined, warn: () => undefined };
      const { endpoint } = sandbox;
      const shop = await createConverge(token, { endpoint, delivery: PATIENT, logger });
      shops.push(shop);
      return shop;
    }
    const environment = () => ({
      CONVERGE_OUTBOX_PATH: url,
      CONVERGE_TOKEN: sandbox.token,
      CONVERGE_ENDPOINT: sandbox.endpoint,
    });
    const run = (args: readonly string[], env: NodeJS.ProcessEnv = environment()) =>
      runCli(cli, args, { env });
    const order = (id: string) => orderEvent({ event_id: id });
    /** Has orders refused, so that they become dead letters. */
    async function refuse(shop: Converge, ...ids: string[]): Promise<void> {
      sandbox.simulateFault({ status: 400, body: REFUSAL });
      for (const id of ids) await shop.track(order(id));
      await eventually('they are dead', async () => (await shop.stats()).dead === ids.length);
      sandbox.simulateFault(undefined);
    }
    async function delay(shop: Converge, id: string): Promise<void> {
      sandbox.simulateFault({ status: 503 });
      await shop.track(order(id));
      await eventually('it waits', async () => (await shop.stats()).waiting === 1);
      sandbox.simulateFault(undefined);
    }
    const arrived = () => sandbox.events().map(({ event }) => event.event_id);
    const listDead = async () =>
      (await run(['outbox', 'list', '--state', 'dead', '--json'])).json.events as any[];

    it('is that of the module by CONVERGE_OUTBOX_PATH alone, and delivers', async () => {
      const shop = await open();
      await shop.track(order('o-1'));
      await sandbox.waitForEvents(1);
      expect(await shop.flush()).toBe(0);
      expect((await shop.stats()).inMemory).toBe(0);
      // Another process knows it.
      const input = join(cli.folder, 'orders.csv');
      writeFileSync(input, 'id\no-1\n');
      expect((await run(['audit', input])).stdout).toContain('1 id: 1 delivered.');
    });

    it('lets an application start that has nothing else to do, while it is away', async () => {
      const away = new URL(url);
      away.host = '127.0.0.1:1';
      const program = join(cli.newFolder(), 'start.mjs');
      writeFileSync(
        program,
        `import { createConverge } from '${cli.file('lib/express/index')}';
       await (await createConverge()).close();
       console.log('closed');`,
      );
      const env = { ...environment(), CONVERGE_OUTBOX_PATH: away.href, NODE_ENV: 'test' };
      const { code, stdout } = await runCli({ ...cli, main: program }, [], { env });
      expect(stdout).toContain('closed');
      expect(code).toBe(0);
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
      expect(stdout).toMatch(/dead +Placed Order .* Converge answered 400; --reveal shows/);
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
      for (const more of [
        ['--state', 'pending'],
        ['--after', '1'],
      ]) {
        const { stderr: why, code } = await run(['outbox', 'list', ...more]);
        expect(why).toContain('On a server, only dead letters are listed');
        expect(code).toBe(2);
      }
    });

    it('has its dead letters sent again', async () => {
      const shop = await open();
      await refuse(shop, 'o-1', 'o-2', 'o-3');
      const [{ id }] = await listDead();
      expect((await run(['outbox', 'replay', String(id), '--json'])).json).toEqual({
        ...{ replayed: 1, skipped: 0 },
      });
      await sandbox.waitForEvents(1);
      const { stdout } = await run(['outbox', 'replay', '--event', 'Placed Order']);
      expect(stdout).toContain('2 dead letters pending again');
      await sandbox.waitForEvents(3);
      expect(arrived().sort()).toEqual(['o-1', 'o-2', 'o-3']);
      const { stderr } = await run(['outbox', 'replay', String(id)]);
      expect(stderr).toContain(`There is no dead letter ${id}`);
    });

    it('has its dead letters deleted', async () => {
      await refuse(await open(), 'o-1', 'o-2');
      expect((await run(['outbox', 'discard'])).code).toBe(2);
      const { json } = await run(['outbox', 'discard', '--yes', '--json']);
      expect(json).toEqual({ discarded: 2 });
      expect(await listDead()).toEqual([]);
    });

    it("has a person's events deleted, and says where others may be", async () => {
      const shop = await open();
      await refuse(shop, 'o-1');
      await delay(shop, 'o-2');
      const { stdout, stderr } = await run(['outbox', 'erase', JANE, '--yes']);
      expect(stdout).toBe('2 events deleted.\n');
      expect(stderr).toContain('erase there with --path <file>');
      expect(await shop.stats()).toMatchObject({ waiting: 0, dead: 0 });
    });

    it('says that an alias without its kind is none', async () => {
      const shop = await open();
      await refuse(shop, 'o-1');
      const { stdout, stderr } = await run(['outbox', 'erase', 'jane@example.com', '--yes']);
      expect(stdout).toBe('0 events deleted.\n');
      expect(stderr).toContain('An alias begins with its kind, e.g. urn:email:');
    });

    it('has the events of another token released', async () => {
      const old = await open('rotated');
      await delay(old, 'o-1');
      const shop = await open();
      await shop.track(order('o-2'));
      await sandbox.waitForEvents(1);
      const { stderr } = await run(['outbox', 'adopt']);
      expect(stderr).toMatch(
        /Release \d+ events? of all other sources to this token and endpoint\?/,
      );
      const { held } = (await run(['outbox', 'status', '--json'])).json;
      expect((await run(['outbox', 'adopt', '--yes', '--json'])).json).toEqual({ adopted: held });
      await eventually('it has arrived', () => arrived().includes('o-1'));
      expect((await run(['outbox', 'adopt'])).stdout).toContain('has no events of another token');
    });

    it('is audited', async () => {
      const shop = await open();
      await shop.track(order('o-1'));
      await sandbox.waitForEvents(1);
      await refuse(shop, 'o-2');
      await delay(shop, 'o-3');
      const input = join(cli.folder, 'orders.csv');
      writeFileSync(input, 'id\no-1\no-2\no-3\no-4\n');
      const { code, stdout, stderr } = await run(['audit', input]);
      expect(stdout).toContain('4 ids: 1 delivered, 1 queued, 1 dead, 1 missing.');
      expect(stderr).toContain('Missing ones were never tracked, were erased, or are older');
      expect(stdout + stderr).not.toContain('jane');
      expect(code).toBe(1);
    });

    it('takes past events, but for those that it knows', async () => {
      await refuse(await open(), 'o-1');
      for (const shop of shops.splice(0)) await shop.close();
      const input = join(cli.folder, 'orders.ndjson');
      writeFileSync(input, ['o-1', 'o-2'].map((id) => `${JSON.stringify(order(id))}\n`).join(''));
      const { json, stderr } = await run(['send', input, '--json']);
      expect(stderr).toBe('');
      // What a server still counts as undelivered may be acknowledged a moment later.
      expect(json).toMatchObject({ sent: 1, skipped: { dead: 1 }, invalid: 0, dead: 1 });
      expect(arrived()).toEqual(['o-2']);
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

    it('needs the token and endpoint of the application', async () => {
      await delay(await open(), 'o-1');
      const { CONVERGE_OUTBOX_PATH } = environment();
      const missing = await run(['outbox', 'status'], { CONVERGE_OUTBOX_PATH });
      expect(missing.stderr).toContain('The token is missing');
      expect(missing.code).toBe(2);
      const wrong = { ...environment(), CONVERGE_TOKEN: 'wrong' };
      for (const args of [['status'], ['adopt', '--yes'], ['erase', JANE, '--yes']]) {
        const { code, stderr } = await run(['outbox', ...args], wrong);
        expect(stderr).toContain(
          'No application has used this outbox with this token and endpoint',
        );
        expect(code).toBe(1);
      }
    });

    it('may have a queue and a place of its own, by the query of the URL', async () => {
      const own = new URL(url);
      own.searchParams.set('queue', 'shop');
      own.searchParams.set(...elsewhere);
      const CONVERGE_OUTBOX_PATH = own.href;
      await refuse(await open(sandbox.token, CONVERGE_OUTBOX_PATH), 'o-1');
      const { json } = await run(['outbox', 'status', '--json'], {
        ...environment(),
        CONVERGE_OUTBOX_PATH,
      });
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
      const { code, stderr } = await run(['outbox', 'status']);
      expect(stderr).toContain('and whether the URL has its queue, prefix or schema');
      expect(code).toBe(1);
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
      const away = new URL(url);
      away.host = '127.0.0.1:1';
      const env = { ...environment(), CONVERGE_OUTBOX_PATH: away.href };
      const { code, stderr } = await runCli(cli, ['audit', '-'], { env, input: 'o-1\n' });
      expect(stderr).toContain('ECONNREFUSED');
      expect(code).toBe(2);
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
    const { code, stderr } = await runCli(cli, args, { env });
    expect(stderr).toContain(advice);
    expect(code).toBe(2);
  }
});
