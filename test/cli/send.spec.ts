import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ConvergeEventDto } from '../../lib/event/contract.js';
import type { LedgerEntry } from '../../lib/outbox/ledger.js';
import { orderEvent, signUpEvent } from '../utils/events.js';
import { openOutbox as openFile } from '../utils/outbox-file.js';
import { usePrograms } from '../utils/programs.js';
import { eventually } from '../utils/test-app.js';
import { useSandbox } from '../utils/use-sandbox.js';
import { failed, runCli, startCli } from './support/run-cli.js';
import { record } from '../outbox/support/hand.js';

const TOKEN = 'secret-token-1';

const cli = usePrograms();
const sandbox = useSandbox({ token: TOKEN });
let path: string;
let input: string;
beforeEach(async () => {
  const folder = cli.newFolder();
  path = join(folder, 'outbox');
  input = join(folder, 'orders.ndjson');
  // As the application has made it.
  await (await openOutbox()).close();
});

const openOutbox = (endpoint = sandbox.endpoint) => openFile(path, { endpoint, token: TOKEN });
const order = (id: string, change = {}) => orderEvent({ event_id: id, ...change });
const writeLines = (...lines: unknown[]) =>
  writeFileSync(
    input,
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  );
const args = (...more: string[]) => ['send', input, '--path', path, ...more];
const env = () => ({ CONVERGE_TOKEN: TOKEN, CONVERGE_ENDPOINT: sandbox.endpoint });
const send = (...more: string[]) => runCli(cli, args('--rate', '1000', ...more), { env: env() });
const received = () => sandbox.events().map(({ event }) => event as ConvergeEventDto);

describe('send', () => {
  it('sends past events with their own time, checked and fixed as all are', async () => {
    const timestamp = '2026-01-02T03:04:05.000Z';
    writeLines(order('o-1', { timestamp, properties: { id: 7, total_price: 1, note: '' } }), {
      ...signUpEvent('u-1'),
      timestamp,
    });
    const { code, stdout, stderr } = await send();
    expect(stdout).toBe('2 events: 2 delivered.\n');
    expect(stderr).not.toContain('orders.ndjson:');
    const [first, second] = received().sort((a, b) => a.event_id.localeCompare(b.event_id));
    expect(first).toMatchObject({ event_id: 'o-1', timestamp, properties: { id: '7' } });
    expect(first!.properties).not.toHaveProperty('note');
    expect(second).toMatchObject({ event_id: 'u-1', timestamp });
    expect(code).toBe(0);
  });

  it('can be run again: it leaves out what the outbox knows, whatever has become of it', async () => {
    const outbox = await openOutbox();
    const note = (eventId: string, outcome: LedgerEntry['outcome']) => ({
      ...{ eventId, eventName: 'Placed Order', outcome, at: Date.now() },
    });
    const kinds = ['consent', 'filter', 'full', 'discarded', 'deleted', 'disabled'] as const;
    await outbox.note(kinds.map((kind) => note(kind, kind)));
    const dead = { reason: 'wrong', undeliverable: false };
    const body = JSON.stringify(order('dead'));
    await outbox.put(record('Placed Order', { body, recordedAt: Date.now(), dead }));
    await outbox.close();
    const ids = [...kinds, 'dead', 'new', 'new'];
    writeLines(...ids.map((id) => order(id)));
    const first = await send('--json');
    expect(first.json).toEqual({
      sent: 5,
      skipped: { 'dropped by consent': 1, 'dropped by filter': 1, dead: 1, repeated: 1 },
      ...{ invalid: 0, counts: { delivered: 5 }, undelivered: 0, dead: 1, onlyHere: 0 },
    });
    const sent = received().map(({ event_id }) => event_id);
    expect(sent.sort()).toEqual(['deleted', 'disabled', 'discarded', 'full', 'new']);
    const { code, stdout, stderr } = await send();
    expect(stdout).toMatch(/the outbox knows them: .*6 delivered.*\n9 events: 9 left out\.\n$/);
    expect(stderr).toContain('outbox list --state dead');
    expect(received()).toHaveLength(5);
    expect(code).toBe(0);
  });

  it('names wrong lines, and sends the others', async () => {
    const { timestamp: _, ...timeless } = order('timeless');
    writeLines(
      order('o-1'),
      '{"event_name":',
      '7',
      { event_id: 'x' },
      { event_name: 'Placed Order' },
      timeless,
      order('no-aliases', { aliases: [] }),
      order('tomorrow', { timestamp: new Date(Date.now() + 86_400_000).toISOString() }),
      order('o-2'),
    );
    const { code, stdout, stderr } = await send();
    const lines = stderr.split('\n').filter((line) => line.includes('orders.ndjson'));
    expect(lines.map((line) => line.replace(/^.*orders/, 'orders').slice(0, 50))).toEqual([
      'orders.ndjson:2: is not JSON',
      'orders.ndjson:3: is not an event: give a JSON obje',
      'orders.ndjson:4: has no event_name: give one, e.g.',
      'orders.ndjson:5: has no event_id: give a string th',
      'orders.ndjson:6: has no timestamp: a past event ne',
      'orders.ndjson:8: has a timestamp in the future: gi',
      expect.stringMatching(/^orders\.ndjson:7: aliases /),
    ]);
    expect(stdout).toBe('9 events: 2 delivered, 7 invalid.\n');
    expect(received()).toHaveLength(2);
    expect(stdout + stderr).not.toMatch(/jane|report it/);
    expect(code).toBe(1);
  });

  it('is stopped by a signal without loss, and goes on when it is run again', async () => {
    writeLines(...Array.from({ length: 100 }, (_, n) => order(`o-${n}`)));
    const { said, end } = startCli(cli, args('--rate', '20'), { env: env() });
    await eventually('some have arrived', () => received().length >= 3, 20_000);
    expect(await end('SIGTERM')).toBe(1);
    const sent = received().length;
    expect(sent).toBeLessThan(100);
    expect(said.stdout).toContain(`\n${sent} events: ${sent} delivered.\n`);
    expect(said.stdout).toContain(`orders.ndjson:${sent + 1}: run it again to go on.`);
    const next = await send();
    expect(next.stdout).toContain(`100 events: ${100 - sent} delivered, ${sent} left out.`);
    expect(next.stdout).toContain(`the outbox knows them: ${sent} delivered.`);
    expect(received().map(({ event_id }) => event_id)).toHaveLength(100);
  });

  it('puts no more into the outbox while delivery is paused', async () => {
    sandbox.simulateFault({ status: 503, headers: { 'Retry-After': '3600' } });
    writeLines(...Array.from({ length: 500 }, (_, n) => order(`o-${n}`)));
    const { said, end } = startCli(cli, args('--rate', '100'), { env: env() });
    await eventually('it was refused', () => sandbox.requests().length > 0, 20_000);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await end('SIGINT');
    expect(said.stderr).toContain('The application sends the queued ones');
    const [, sent] = /^(\d+) events?: \1 queued/m.exec(said.stdout)!;
    expect(Number(sent)).toBeLessThan(90);
    const list = ['outbox', 'list', '--path', path, '--limit=500', '--json'];
    const { json } = await runCli(cli, list);
    const states = json.events.map(({ state }: { state: string }) => state);
    expect(states).toHaveLength(Number(sent));
    expect(states).not.toContain('dead');
  });

  it.each([
    ['another token', { CONVERGE_TOKEN: 'another' }, 'No application has used this outbox with'],
    ['no outbox', { CONVERGE_OUTBOX_PATH: 'none' }, 'There is no outbox at'],
  ])('refuses %s', async (_what, change, message) => {
    writeLines(order('o-1'));
    const given = 'CONVERGE_OUTBOX_PATH' in change ? ['send', input] : args();
    const { code, stderr } = await runCli(cli, given, { env: { ...env(), ...change } });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(TOKEN);
    expect(code).toBe(1);
  });

  it('asks before it sends to another machine', async () => {
    writeLines(order('o-1'));
    const endpoint = 'https://converge.example/webhook';
    await (await openOutbox(endpoint)).close();
    const env = { CONVERGE_TOKEN: TOKEN };
    const result = await runCli(cli, args('--endpoint', endpoint), { env });
    const question = 'to converge.example? Not a terminal: pass --yes to confirm.';
    expect(result).toMatchObject(failed(2, question));
  });
});
