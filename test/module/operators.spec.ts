import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ConvergeModuleOptions, ConvergeService } from '../../lib/index.js';
import { cleanBrokers, testOutboxes } from '../utils/brokers.js';
import { orderEvent } from '../utils/events.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { eventually } from '../utils/test-app.js';
import { useServices } from '../utils/use-services.js';

const folder = useTemporaryFolder();
const { apps, sandbox, start } = useServices({
  delivery: { retry: { baseDelayMs: 20 }, timeoutMs: 300 },
  shutdownTimeoutMs: 50,
});

const event = (id: string, more = {}) =>
  orderEvent({ event_id: id, aliases: [`urn:order:${id}`], ...more });
/** Until it is a dead letter. */
const isDead = (converge: ConvergeService, count = 1) =>
  eventually('it is dead', async () => (await converge.stats()).dead === count);

const OUTBOXES: Record<string, () => ConvergeModuleOptions['outbox']> = {
  memory: () => 'memory',
  SQLite: () => join(folder.path, 'outbox'),
  ...testOutboxes(),
};
cleanBrokers();

describe.each(Object.keys(OUTBOXES))('ConvergeService over an outbox in %s', (kind) => {
  const outbox = OUTBOXES[kind]!;

  it('flushes without closing', async () => {
    const converge = await start({ outbox: outbox() });
    for (const id of ['a', 'b', 'c']) await converge.track(event(id));
    expect(await converge.flush()).toBe(0);
    const ids = sandbox.events().map(({ event: { event_id } }) => event_id);
    expect(ids.sort()).toEqual(['a', 'b', 'c']);
    await converge.track(event('d'));
    expect(await converge.flush({ timeoutMs: 1_000 })).toBe(0);
    expect(sandbox.events()).toHaveLength(4);
  });

  it('says what a flush could not do', async () => {
    const converge = await start({ outbox: outbox() });
    sandbox.simulateFault('hang');
    await converge.track(event('a'));
    expect(await converge.flush({ timeoutMs: 100 })).toBe(1);
  });

  it('says how things are', async () => {
    const delivery = { retry: { baseDelayMs: 60_000 } };
    const converge = await start({ outbox: outbox(), delivery });
    const none = { pending: 0, leased: 0, dead: 0, oldestAgeMs: undefined };
    expect(await converge.stats()).toMatchObject({ ...none, breaker: 'closed' });
    sandbox.simulateFault({ status: 500 });
    const orders = Array.from({ length: 60 }, (_, n) => event(`order-${n}`));
    await Promise.all(orders.map((order) => converge.track(order)));
    const isOpen = async () => (await converge.stats()).breaker === 'open';
    await eventually('the breaker is open', isOpen);
    const stats = await converge.stats();
    expect(stats.oldestAgeMs).toBeGreaterThanOrEqual(0);
    expect(stats.pending + stats.waiting + stats.leased).toBe(60);
    expect(stats.counters).toMatchObject({ breakerOpened: 1, delivered: 0 });
    const line = 'Converge is failing (status 500): delivery paused, 60 events queued';
    // A server takes a while to count them.
    await eventually('it is logged', () => converge.logs.said('warn').join().includes(line));
  });

  it('replays dead letters with the same bytes, and discards them', async () => {
    const converge = await start({ outbox: outbox() });
    sandbox.simulateFault({ status: 400, body: 'no' }, 3);
    for (const id of ['a', 'b', 'c']) await converge.track(event(id));
    await isDead(converge, 3);
    const letters = await converge.deadLetters();
    const reason = 'Converge answered 400: no';
    expect(letters[0]).toMatchObject({ status: 400, reason, attempts: 1 });
    expect(await converge.discard({ id: letters[2]!.id })).toBe(1);
    const bodies = () => sandbox.requests().map(({ body }) => body);
    const before = bodies();
    expect(await converge.replay({ eventName: 'Placed Order' })).toBe(2);
    await sandbox.waitForEvents(2);
    expect(before).toEqual(expect.arrayContaining(bodies().slice(3)));
    expect(await converge.deadLetters()).toEqual([]);
  });

  it('erases a person', async () => {
    const delivery = { concurrency: 1, retry: { baseDelayMs: 60_000 } };
    const converge = await start({ outbox: outbox(), delivery });
    sandbox.simulateFault({ status: 429, headers: { 'Retry-After': '3600' } });
    for (const id of ['jane', 'joe']) await converge.track(event(id));
    await converge.track(event('jane', { event_id: 'another' }));
    await eventually('one was tried', () => sandbox.requests().length === 1);
    expect(await converge.erase('urn:order:jane')).toBe(2);
    const { pending, waiting, leased } = await converge.stats();
    expect(pending + waiting + leased).toBe(1);
  });
});

describe('an application with a durable outbox', () => {
  it('delivers after a restart what it could not deliver before', async () => {
    const path = join(folder.path, 'outbox');
    sandbox.simulateFault({ status: 500 });
    const first = await start({ outbox: path });
    await first.track(event('a'));
    await apps.pop()!.close();
    expect(first.logs.said('warn').at(-1)).toContain(
      '1 event was not delivered before the shutdown and is kept in the outbox',
    );
    sandbox.simulateFault(undefined);
    await start({ outbox: path });
    await sandbox.waitForEvents(1);
    expect(new Set(sandbox.requests().map(({ body }) => body)).size).toBe(1);
  });

  it('sends nothing that was recorded for another source, says so, and adopts it when asked', async () => {
    const path = join(folder.path, 'outbox');
    const recorder = await start({ outbox: path, delivery: false, token: 'old-token' });
    await recorder.track(event('a'));
    await recorder.track(event('b'));
    await apps.pop()!.close();
    const converge = await start({ outbox: path });
    await eventually('it says so', () => converge.logs.said('warn').length > 0);
    const held = 'the outbox holds 2 events that were recorded for another token or endpoint';
    expect(converge.logs.said('warn')).toEqual([expect.stringContaining(held)]);
    await converge.flush();
    expect(sandbox.requests()).toEqual([]);
    expect(await converge.stats()).toMatchObject({ held: 2 });
    await apps.pop()!.close();
    const adopter = await start({ outbox: path });
    expect(await adopter.adopt()).toBe(2);
    await sandbox.waitForEvents(2);
    expect(converge.logs.text).not.toContain('old-token');
  });

  it('only records with delivery: false, and another application on the same file delivers', async () => {
    const path = join(folder.path, 'outbox');
    const recorder = await start({ outbox: path, delivery: false });
    await start({ outbox: path });
    await recorder.track(event('a'));
    await sandbox.waitForEvents(1);
    expect((await recorder.stats()).counters.delivered).toBe(0);
  });

  it('calls a hook when there is no room', async () => {
    const dropped: unknown[] = [];
    const converge = await start({
      outbox: { path: join(folder.path, 'outbox'), maxEvents: 1 },
      delivery: false,
      hooks: { onDropped: ({ reason, event: it }) => dropped.push([reason, it.event_id]) },
    });
    await converge.track(event('a'));
    const full = { code: 'CONVERGE_OUTBOX_FULL' };
    await expect(converge.track(event('b'))).rejects.toMatchObject(full);
    expect(dropped).toEqual([['maxEvents', 'b']]);
  });
});

it.each([
  ['no id', { id: undefined }, '"id" (it is undefined: leave the key out)'],
  ['no name', { eventName: undefined }, '"eventName" (it is undefined'],
  ['an id that is no number', { id: '1' }, 'a whole number as "id"'],
  ['NaN', { id: NaN }, 'a whole number as "id"'],
  ['a time that is no date', { since: Date.now() }, 'a date as "since"'],
  ['a status that is a number', { reason: 422 }, 'a string as "reason"'],
  ['a misspelt key', { name: 'a' }, 'the unknown key "name"'],
  ['a key with an address', { 'jane@example.com': 1 }, 'has an unknown key'],
  ['an id itself', 1, 'is not an object'],
  ['a list of ids', [1], 'is not an object'],
  ['a map', new Map([['id', 1]]), 'is not an object'],
  ['null', null, 'is not an object'],
])(
  'refuses a filter of dead letters with %s, and changes nothing',
  async (_what, filter, message) => {
    const converge = await start({ outbox: 'memory' });
    sandbox.simulateFault({ status: 400 });
    await converge.track(event('a'));
    await isDead(converge);
    for (const verb of ['deadLetters', 'replay', 'discard'] as const) {
      await expect(converge[verb](filter as never)).rejects.toThrow(message);
    }
    for (const verb of ['replay', 'discard'] as const) {
      const limited = converge[verb]({ limit: 1 } as never);
      await expect(limited).rejects.toThrow('the unknown key "limit"');
    }
    const none = converge.deadLetters({ limit: 0 });
    await expect(none).rejects.toThrow('a whole number ≥ 1 as "limit"');
    const right = { eventName: 'Placed Order', since: new Date(0), reason: '4xx', limit: 1 };
    expect(await converge.deadLetters(right)).toHaveLength(1);
  },
);
