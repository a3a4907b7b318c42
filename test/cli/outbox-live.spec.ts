import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createConverge, type Converge } from '../../lib/express/index.js';
import { createSandbox, type Sandbox } from '../../sandbox/server/index.js';
import { Child } from '../faults/support/child.js';
import { orderEvent } from '../utils/events.js';
import { eventually } from '../utils/test-app.js';
import { usePrograms } from '../utils/programs.js';
import { changeOutbox } from './support/outbox-dump.js';
import { runCli } from './support/run-cli.js';

const JANE = 'urn:email:jane@example.com';
/** So that what fails waits until the test is over. */
const PATIENT = { retry: { baseDelayMs: 3_600_000, maxDelayMs: 3_600_000 } };

const cli = usePrograms();
let sandbox: Sandbox;
let path: string;
let shop: Converge;

beforeEach(async () => {
  path = join(cli.newFolder(), 'outbox');
  sandbox = await createSandbox();
  shop = await startShop();
});
afterEach(async () => {
  await Child.killAll();
  await shop.close();
  await sandbox.close();
});

const settings = () => ({
  ...{ token: sandbox.token, endpoint: sandbox.endpoint, outbox: path, delivery: PATIENT },
});

function startShop(): Promise<Converge> {
  const logger = { error: () => undefined, warn: () => undefined };
  return createConverge({ ...settings(), logger });
}

/** A shop that can be killed. */
async function startProcess(): Promise<Child> {
  const child = new Child(cli, 'shop');
  await child.ask('start', settings());
  return child;
}

function outbox(...args: string[]) {
  return runCli(cli, ['outbox', ...args, '--path', path]);
}

async function track(prefix: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await shop.track(orderEvent({ event_id: `${prefix}-${n}` }));
}

/** Has events refused for good, so that they become dead letters. */
async function makeDeadLetters(prefix: string, count: number): Promise<void> {
  sandbox.simulateFault({ status: 400, body: 'what jane@example.com did is wrong' });
  await track(prefix, count);
  await eventually('they are dead', async () => (await shop.stats()).dead >= count);
  sandbox.simulateFault(undefined);
}

async function makeWaiting(prefix: string, count: number): Promise<void> {
  sandbox.simulateFault({ status: 503 });
  await track(prefix, count);
  await eventually('they wait', async () => (await shop.stats()).waiting === count);
  sandbox.simulateFault(undefined);
}

function arrivedIds(): string[] {
  return sandbox.events().map(({ event }) => event.event_id);
}

describe('while the application runs', () => {
  it('counts its events', async () => {
    await makeDeadLetters('dead', 3);
    await makeWaiting('late', 2);
    const { code, json } = await outbox('status', '--json');
    expect(json).toMatchObject({ path, events: 5, leased: 0, senders: 1 });
    expect(json.sources).toEqual([{ source: 1, pending: 0, waiting: 2, dead: 3 }]);
    expect(code).toBe(0);
    const text = await outbox('status');
    expect(text.stdout).toContain(`${path}: 5 events`);
    expect(text.stdout).toContain('Sending processes: 1.');
    expect(text.stdout).toMatch(/^1 +0 +2 +3$/m);
  });

  it('marks the source of the environment', async () => {
    const env = { CONVERGE_TOKEN: sandbox.token, CONVERGE_ENDPOINT: sandbox.endpoint };
    const args = ['outbox', 'status', '--path', path, '--json'];
    const { json } = await runCli(cli, args, { env });
    expect(json.sources).toMatchObject([{ isCurrent: true }]);
    const inText = ['outbox', 'status', '--path', path];
    const { host } = new URL(sandbox.endpoint);
    const own = await runCli(cli, inText, { env });
    expect(own.stdout).toContain(`1 (of CONVERGE_TOKEN and CONVERGE_ENDPOINT: ${host})`);
    const other = await runCli(cli, inText, { env: { ...env, CONVERGE_TOKEN: 'another' } });
    expect(other.stdout).toContain(
      `No source is that of CONVERGE_TOKEN and CONVERGE_ENDPOINT (${host})`,
    );
    expect(other.stdout + other.stderr).not.toContain('another');
  });

  it('sends one dead letter again, then all', async () => {
    await makeDeadLetters('dead', 3);
    const { events } = (await outbox('list', '--json')).json;
    const one = await outbox('replay', String(events[1].id));
    expect(one.stdout).toContain('1 dead letter pending again');
    await eventually('it has arrived', () => arrivedIds().length === 1);
    const all = await outbox('replay', '--event', 'Placed Order', '--json');
    expect([all.code, all.json]).toEqual([0, { replayed: 2, skipped: 0 }]);
    await eventually('they have arrived', () => arrivedIds().length === 3);
    expect(arrivedIds().sort()).toEqual(['dead-0', 'dead-1', 'dead-2']);
    const none = await outbox('replay');
    expect([none.code, none.stdout]).toEqual([0, 'No dead letter matches.\n']);
  });

  it('deletes dead letters, and nothing else', async () => {
    await makeDeadLetters('dead', 2);
    await makeWaiting('late', 1);
    const { code, json } = await outbox('discard', '--yes', '--json');
    expect([code, json]).toEqual([0, { discarded: 2 }]);
    expect(await shop.stats()).toMatchObject({ dead: 0, waiting: 1 });
    await track('later', 1);
    await eventually('the shop goes on', () => arrivedIds().includes('later-0'));
  });

  it('counts the events of one that was killed, and leaves its log to the next start', async () => {
    await shop.close();
    path = join(cli.newFolder(), 'outbox');
    const killed = await startProcess();
    sandbox.simulateFault({ status: 503 });
    await killed.ask('track', 'late', 3);
    await eventually('they wait', async () => (await killed.ask<any>('stats')).waiting === 3);
    await killed.kill();
    const inLog = readFileSync(`${path}-wal`);
    const inFile = readFileSync(path);
    const { json } = await outbox('status', '--json');
    expect(json).toMatchObject({ events: 3 });
    const listed = await outbox('list', '--json');
    expect(listed.json.events).toHaveLength(3);
    const [{ id }] = listed.json.events;
    expect((await outbox('show', String(id), '--json')).json).toMatchObject({ id });
    expect((await outbox('export')).code).toBe(0);
    const env = { CONVERGE_TOKEN: sandbox.token, CONVERGE_ENDPOINT: sandbox.endpoint };
    const { stdout } = await runCli(cli, ['doctor', '--path', path], { env });
    expect(stdout).toContain('3 events');
    expect(readFileSync(`${path}-wal`).equals(inLog)).toBe(true);
    expect(readFileSync(path).equals(inFile)).toBe(true);
    shop = await startShop();
    expect((await outbox('status', '--json')).json).toMatchObject({ events: 3 });
  });

  it('erases a person from the file and its log', async () => {
    await makeDeadLetters('dead', 2);
    await makeWaiting('late', 2);
    expect(bytesOnDisk()).toContain('jane@example.com');
    const { code, stdout, stderr } = await outbox('erase', JANE, '--yes');
    expect(stdout).toBe('4 events deleted and overwritten.\n');
    expect([code, stderr]).toEqual([0, '']);
    expect(bytesOnDisk()).not.toContain('jane@example.com');
    expect(await shop.stats()).toMatchObject({ dead: 0, waiting: 0, pending: 0 });
    await track('later', 1);
    await eventually('the shop goes on', () => arrivedIds().includes('later-0'));
  });

  it('reads the alias from standard input, where no one sees it', async () => {
    await makeWaiting('late', 1);
    const args = ['outbox', 'erase', '-', '--yes', '--json', '--path', path];
    const { json } = await runCli(cli, args, { input: `${JANE}\n` });
    expect(json).toEqual({ erased: 1 });
  });

  it('gives the events of a rotated token to the new one', async () => {
    await makeWaiting('old', 2);
    await shop.close();
    await sandbox.close();
    // A sandbox takes one token only, so it is the endpoint that is new; to the file it is the same.
    sandbox = await createSandbox();
    shop = await startShop();
    expect(await shop.stats()).toMatchObject({ held: 2 });
    const connection = ['--endpoint', sandbox.endpoint, '--token'];
    const wrong = await outbox('adopt', ...connection, 'mistyped-token', '--yes');
    expect(wrong.stderr).toContain(
      'No application has used this outbox with this token and endpoint',
    );
    expect(wrong.stderr).not.toContain('mistyped-token');
    expect(wrong.code).toBe(1);
    const right = await outbox('adopt', ...connection, sandbox.token, '--yes', '--json');
    expect([right.code, right.json]).toEqual([0, { adopted: 2 }]);
    // They would wait for an hour.
    await changeOutbox(path, 'PRAGMA busy_timeout = 5000; UPDATE events SET due_at = 0');
    await eventually('they have arrived', () => arrivedIds().length === 2);
    const again = await outbox('adopt', ...connection, sandbox.token, '--yes');
    expect(again.stdout).toBe('The outbox has no events of another token or endpoint.\n');
  });
});

function bytesOnDisk(): string {
  const files = [path, `${path}-wal`].filter((file) => existsSync(file));
  return files.map((file) => readFileSync(file, 'latin1')).join('');
}
