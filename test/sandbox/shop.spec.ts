import { existsSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { startSandbox } from '../../sandbox/server/create-sandbox.js';
import { createSandbox, type Sandbox } from '../../sandbox/server/index.js';
import { pauseAfter, ShopWatch } from '../../sandbox/server/shop/shop-watch.js';
import { Memory } from '../../sandbox/server/store/memory.js';
import { openOutbox as openAt } from '../utils/outbox-file.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { aRecord } from './page/support/fill-outbox.js';
import { anEvent, ask, call, clientOf, post } from './sandbox-client.js';
import { StreamClient } from './stream-client.js';
import { Hand } from '../outbox/support/hand.js';

const folder = useTemporaryFolder();
const ELSEWHERE = { endpoint: 'https://app.runconverge.com/api/webhooks' };
const open: SqliteOutbox[] = [];
let path: string;
let sandbox: Sandbox;

beforeEach(async () => {
  path = join(folder.path, 'outbox');
  sandbox = await createSandbox({ outbox: path });
});
afterEach(async () => {
  await sandbox.close();
  for (const outbox of open.splice(0)) await outbox.close();
});

/** The outbox of an application that sends to the sandbox, or elsewhere. */
async function openOutbox(source: Partial<Sandbox> = {}): Promise<SqliteOutbox> {
  open.push(await openAt(path, { ...sandbox, ...source }));
  return open.at(-1)!;
}

const shop = () => ask(sandbox, '/api/shop');

describe('GET /api/shop', () => {
  it('has the events of an outbox by state, and who sends them', async () => {
    const outbox = await openOutbox();
    await outbox.put(aRecord('refused', { dead: { reason: 'broken', undeliverable: true } }));
    await outbox.put(aRecord('late'));
    const hand = new Hand(outbox);
    const [late] = await hand.take(1);
    const dueAt = Date.now() + 60_000;
    await hand.settle(late!, { state: 'waiting', dueAt, attempts: 2 });
    await outbox.put(aRecord('next'));
    const { events, ...state } = await shop();
    const counts = { pending: 1, leased: 0, waiting: 1, dead: 1, held: 0 };
    const sender = { senders: 1, sendsHere: true };
    expect(state).toMatchObject({ path, file: 'open', problem: null, ...sender, counts });
    expect(events).toMatchObject([
      { eventId: 'next', state: 'pending', attempts: 0, dueAt: null },
      { eventId: 'late', state: 'waiting', attempts: 2, dueAt: new Date(dueAt).toISOString() },
      { eventId: 'refused', state: 'dead', reason: 'broken' },
    ]);
    expect(JSON.stringify(events)).not.toContain('ada@example.com');
  });

  it('links an event to the latest request with its id', async () => {
    const outbox = await openOutbox();
    await outbox.put(aRecord('again'));
    sandbox.simulateFault({ status: 503 }, 2);
    for (const id of ['again', 'other', 'again']) await post(sandbox, anEvent({ event_id: id }));
    expect((await shop()).events).toMatchObject([{ eventId: 'again', requestNumber: 3 }]);
  });

  it('calls events for another endpoint or token held, and keeps its answers', async () => {
    const other = await openOutbox(ELSEWHERE);
    await other.put(aRecord('dead there'));
    const hand = new Hand(other);
    const [refused] = await hand.take(1);
    const reason = 'ada@example.com is wrong';
    await hand.settle(refused!, { state: 'dead', attempts: 1, reason, status: 400 });
    await hand.stop();
    await other.put(aRecord('held'));
    const { events, ...state } = await shop();
    expect(state).toMatchObject({ sendsHere: false, counts: { pending: 0, dead: 1, held: 1 } });
    expect(events).toMatchObject([{ eventId: 'held', state: 'held' }, { state: 'dead' }]);
    expect(events[1].reason).toContain('Another endpoint answered 400');
    await openOutbox({ endpoint: sandbox.endpoint.replace('127.0.0.1', 'localhost') });
    expect((await shop()).sendsHere).toBe(true);
  });

  it('knows the events of an application with another token, where any is accepted', async () => {
    const any = await startSandbox({ outbox: path }, true);
    const outbox = await openOutbox({ endpoint: any.sandbox.endpoint, token: 'a-real-token' });
    await outbox.put(aRecord('1'));
    expect((await ask(any.sandbox, '/api/shop')).counts).toMatchObject({ pending: 0, held: 1 });
    await post(any.sandbox, anEvent(), { headers: { 'x-webhook-token': 'a-real-token' } });
    const { text, json } = await call(any.sandbox, { path: '/api/shop' });
    expect(json).toMatchObject({ sendsHere: true, counts: { pending: 1, held: 0 } });
    expect(text).not.toContain('a-real-token');
    await any.sandbox.close();
  });

  it('names an event without a readable id null', async () => {
    const outbox = await openOutbox();
    await outbox.put(aRecord('-', { body: '{"event_id":' }));
    await outbox.put(aRecord('-', { body: '{}' }));
    expect((await shop()).events).toMatchObject([{ eventId: null }, { eventId: null }]);
  });

  it('waits for a file, and survives its deletion', async () => {
    expect(await shop()).toMatchObject({ file: 'missing', events: [] });
    const outbox = await openOutbox();
    await outbox.put(aRecord('1'));
    expect((await shop()).events).toHaveLength(1);
    await outbox.close();
    open.length = 0;
    for (const name of readdirSync(folder.path)) rmSync(join(folder.path, name));
    expect(await shop()).toMatchObject({ file: 'missing', events: [] });
    expect(existsSync(path)).toBe(false);
  });

  it('says what is wrong with a file that is no outbox', async () => {
    writeFileSync(path, 'something else');
    const sentence = `The outbox ${path} cannot be used: it is another program's file`;
    const problem = expect.stringContaining(sentence);
    expect(await shop()).toMatchObject({ file: 'unreadable', problem });
  });

  it('says what is wrong with a path that the system refuses', async () => {
    symlinkSync(path, path);
    const refused = { file: 'unreadable', problem: expect.stringContaining('ELOOP') };
    expect(await shop()).toMatchObject(refused);
    const client = await StreamClient.open(sandbox);
    await client.until(() => client.named('shop').length > 0);
    expect(client.named('shop')[0]!.data).toMatchObject(refused);
    client.close();
  });

  it('says how to have one shown', async () => {
    const bare = await createSandbox();
    const { status, json } = await call(bare, { path: '/api/shop' });
    expect([status, json.error]).toEqual([404, expect.stringContaining('--outbox')]);
    expect((await ask(bare, '/api/about')).outbox).toBeNull();
    await bare.close();
  });
});

describe('POST /api/shop/:action', () => {
  const act = async (action: string, body: unknown) => {
    const { status, json } = await clientOf(sandbox).send('POST', `/api/shop/${action}`, body);
    return [status, json.error] as const;
  };

  it('does what an event allows, and nothing else', async () => {
    const outbox = await openOutbox();
    await outbox.put(aRecord('wrong', { dead: { reason: 'x', undeliverable: true } }));
    await outbox.put(aRecord('given up', { dead: { reason: 'x', undeliverable: false } }));
    await outbox.put(aRecord('next'));
    const { events } = await shop();
    expect(events.map(({ actions }: any) => actions)).toEqual([
      [],
      expect.arrayContaining(['discard']),
      expect.arrayContaining(['discard']),
    ]);
    const idOf = (name: string) => events.find(({ eventId }: any) => eventId === name).id;
    for (const [action, id, status, error] of [
      ['replay', idOf('wrong'), 409, /in its present state/],
      ['discard', idOf('next'), 409, /in its present state/],
      ['send-now', idOf('next'), 409, /in its present state/],
      ['send-now', 999, 404, /not in the outbox any more/],
      ['send-now', '1', 400, /^give id/],
      ['erase', idOf('next'), 404, /send-now, replay, discard/],
    ] as const) {
      expect(await act(action, { id })).toEqual([status, expect.stringMatching(error)]);
    }
    expect(await act('replay', { id: idOf('given up') })).toEqual([200, undefined]);
    expect(await act('discard', { id: idOf('wrong') })).toEqual([200, undefined]);
    expect((await shop()).counts).toMatchObject({ pending: 2, dead: 0 });
  });

  it('touches no event for another endpoint, nor a file of another user', async () => {
    const other = await openOutbox(ELSEWHERE);
    await other.put(aRecord('real', { dead: { reason: 'x', undeliverable: false } }));
    const [{ id, actions }] = (await shop()).events;
    expect(actions).toEqual([]);
    const refused = [409, expect.stringContaining('another endpoint or token')];
    expect(await act('discard', { id })).toEqual(refused);
    jest.spyOn(process as { geteuid: () => number }, 'geteuid').mockReturnValue(12_345);
    const notOwn = [409, expect.stringContaining('the sandbox runs as user 12345')];
    expect(await act('discard', { id })).toEqual(notOwn);
    jest.restoreAllMocks();
    expect((await shop()).counts.dead).toBe(1);
  });
});

it('sends each change of the outbox on the stream while somebody listens', async () => {
  const client = await StreamClient.open(sandbox);
  const latest = () => client.named('shop').at(-1)?.data;
  await client.until(() => latest()?.file === 'missing');
  const outbox = await openOutbox();
  await outbox.put(aRecord('1'));
  await client.until(() => latest()?.counts.pending === 1);
  const hand = new Hand(outbox);
  const [first] = await hand.take(1);
  await client.until(() => latest()?.counts.leased === 1);
  await hand.settle(first!);
  await client.until(() => latest()?.file === 'open' && latest()?.events.length === 0);
  client.close();
});

it('leaves a long backlog alone for ten times as long as it read it', () => {
  expect([1, 30, 120, 2_000].map(pauseAfter)).toEqual([300, 300, 1_200, 3_000]);
});

it('looks once at a time, however often the page is reloaded during a look', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] });
  const watch = new ShopWatch(path, { endpoints: [], tokens: new Set() }, new Memory(10));
  for (let reloads = 0; reloads < 5; reloads++) {
    watch.start();
    watch.stop();
  }
  watch.start();
  await new Promise((resolve) => setImmediate(resolve));
  expect(jest.getTimerCount()).toBe(1);
  watch.stop();
  jest.useRealTimers();
});
