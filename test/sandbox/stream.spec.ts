import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createSandbox } from '../../sandbox/server/index.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { writeData } from './an-arrival.js';
import { anEvent, useClient } from './sandbox-client.js';
import { StreamClient } from './stream-client.js';

const { sandbox, ask, post } = useClient();
const folder = useTemporaryFolder();
const clients: StreamClient[] = [];

async function open(query = '', headers: Record<string, string> = {}): Promise<StreamClient> {
  const client = await StreamClient.open(sandbox, query, headers);
  clients.push(client);
  return client;
}

async function postMany(count: number): Promise<void> {
  for (let sent = 0; sent < count; sent++) await post(anEvent());
}

afterEach(() => clients.splice(0).forEach((client) => client.close()));

describe('GET /api/stream', () => {
  it('is a stream of events that no cache keeps', async () => {
    const { response } = await open();
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
    expect(response.headers).toMatchObject(headers);
  });

  it('sends requests from now on, in batches', async () => {
    await postMany(2);
    const client = await open();
    await postMany(20);
    await client.until(({ numbers }) => numbers.includes(22));
    expect(client.numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 3));
    const [listed] = (await ask('/api/requests?limit=1')).requests;
    expect(client.named('request').at(-1)?.data.at(-1)).toEqual(listed);
    expect(client.named('cleared')).toEqual([]);
  });

  it.each(['number', 'revision'])('catches up after a %s', async (kind) => {
    await postMany(1);
    const { revision } = await ask('/api/requests');
    await postMany(3);
    const client = await open(`?after=${kind === 'number' ? 1 : revision}`);
    await client.until(({ numbers }) => numbers.length >= 3);
    await postMany(1);
    await client.until(({ numbers }) => numbers.length >= 4);
    expect(client.numbers).toEqual([2, 3, 4, 5]);
    expect(client.named('cleared')).toEqual([]);
  });

  it('goes on where a client lost the connection', async () => {
    const first = await open();
    await postMany(2);
    await first.until(({ numbers }) => numbers.length >= 2);
    first.close();
    await postMany(2);
    const id = first.messages.findLast((message) => message.id !== undefined)?.id ?? '';
    // A browser sends this besides the address that it opened first.
    const second = await open('?after=0', { 'last-event-id': id });
    await second.until(({ numbers }) => numbers.length >= 2);
    expect(second.numbers).toEqual([3, 4]);
  });

  it.each(['0123456789ab.7', '99', 'nonsense'])(
    'sends cleared to a client with %s from another sandbox',
    async (after) => {
      await postMany(2);
      const client = await open(`?after=${after}`);
      await client.until(({ messages }) => messages.some(({ event }) => event === 'fault'));
      await postMany(1);
      await client.until(({ numbers }) => numbers.length >= 1);
      const named = client.messages.map(({ event }) => event).filter(Boolean);
      expect(named).toEqual(['cleared', 'fault', 'request']);
      expect(client.numbers).toEqual([3]);
    },
  );

  it('sends cleared after a clearing, also to a client that was away meanwhile', async () => {
    const here = await open();
    await postMany(1);
    await here.until(({ numbers }) => numbers.length === 1);
    const id = here.named('request')[0]?.id ?? '';
    sandbox.clear();
    await here.until((client) => client.named('cleared').length === 1);
    const back = await open('', { 'last-event-id': id });
    await back.until((client) => client.named('cleared').length === 1);
    await postMany(1);
    await here.until(({ numbers }) => numbers.length === 2);
    await back.until(({ numbers }) => numbers.length === 1);
    expect([here.numbers, back.numbers]).toEqual([[1, 2], [2]]);
  });

  it('sends the fault at the start, when it is set, and when it has ended', async () => {
    const client = await open();
    sandbox.simulateFault({ status: 503 }, 1);
    await post(anEvent());
    await client.until((heard) => heard.named('fault').length === 3);
    expect(client.named('fault').map(({ data }) => data.fault)).toEqual([
      null,
      { kind: 'status', status: 503, share: 1, times: 1 },
      null,
    ]);
  });

  it('catches up with thousands', async () => {
    const data = join(folder.path, 'data');
    writeData(data, 2300, () => anEvent());
    const many = await createSandbox({ data });
    const client = await StreamClient.open(many, '?after=0');
    await client.until(({ numbers }) => numbers.length >= 2300);
    expect(client.numbers).toEqual(Array.from({ length: 2300 }, (_, index) => index + 1));
    expect(client.named('request').length).toBe(3);
    await many.close();
  });
});
