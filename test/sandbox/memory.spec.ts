import { Agent } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { createSandbox } from '../../sandbox/server/index.js';
import { anEvent, useClient } from './sandbox-client.js';

const { sandbox, call, post } = useClient({ maxEvents: 3 });
const ids = () => sandbox.events().map(({ event }) => event.event_id);

describe('what the sandbox keeps', () => {
  it('drops the oldest events and requests beyond maxEvents, and their ids', async () => {
    const sent: string[] = [];
    for (const event_id of ['1', '2', '3', '4', '5', '6', '7', '8']) {
      await post(anEvent({ event_id }));
      sent.push(event_id);
      expect(ids()).toEqual(sent.slice(-3));
    }
    expect(sandbox.requests().map(({ body }) => JSON.parse(body).event_id)).toEqual(ids());
    expect((await post(anEvent({ event_id: '5' }))).json.status).toBe('accepted');
    expect((await post(anEvent({ event_id: '8' }))).json.status).toBe('duplicate');
    expect(ids()).toEqual(['7', '8', '5']);
  });

  it('hands out snapshots', async () => {
    const event = anEvent();
    await post(event);
    const [before] = sandbox.events();
    await post(event);
    expect(before?.duplicates).toBe(0);
    expect(sandbox.events()[0]?.duplicates).toBe(1);
  });

  it('keeps the exact text of a body, and headers without credentials', async () => {
    const body = JSON.stringify(anEvent({ event_name: 'Größe \u{1f6d2}' }), null, 3);
    const secret = 'a-credential';
    const names = 'cookie2 x-api-key X-Sandbox-Key X-Amz-Security-Token x-client-secret'.split(' ');
    const headers = {
      ...Object.fromEntries(names.map((name) => [name, secret])),
      authorization: `Bearer ${secret}`,
      cookie: `session=${secret}`,
      'x-extra': 'yes',
    };
    await post(body, { headers });
    const [request] = sandbox.requests();
    expect(request?.body).toBe(body);
    expect(request?.headers).toMatchObject({ 'x-extra': 'yes', 'x-webhook-token': '[token]' });
    expect(JSON.stringify(request)).not.toContain(secret);
  });

  it('clear() deletes events, requests and ids, and leaves the fault', async () => {
    const event = anEvent();
    await post(event);
    sandbox.simulateFault({ status: 500 }, 1);
    sandbox.clear();
    expect(sandbox.events()).toEqual([]);
    expect(sandbox.requests()).toEqual([]);
    expect((await post(event)).status).toBe(500);
    expect((await post(event)).json.status).toBe('accepted');
  });

  it('counts open connections and their peak', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 3 });
    const send = () => post(anEvent(), { agent });
    sandbox.simulateFault({ delayMs: 50 });
    await Promise.all([send(), send(), send(), send(), send()]);
    expect(sandbox.connections()).toBe(3);
    expect(sandbox.connectionsPeak()).toBe(3);
    agent.destroy();
    while (sandbox.connections() > 0) await new Promise(setImmediate);
    expect(sandbox.connectionsPeak()).toBe(3);
    sandbox.clear();
    expect(sandbox.connectionsPeak()).toBe(0);
  });
});

describe('waitForEvents()', () => {
  it('resolves at once if they are there, else when they come', async () => {
    const waiting = sandbox.waitForEvents(2);
    await post(anEvent({ event_id: 'a' }));
    await post(anEvent({ event_id: 'b' }));
    expect((await waiting).map(({ event }) => event.event_id)).toEqual(['a', 'b']);
    expect(await sandbox.waitForEvents(1)).toHaveLength(2);
  });

  it('counts dropped events too, but no duplicates', async () => {
    for (const event_id of ['1', '1', '2', '3', '4']) await post(anEvent({ event_id }));
    expect(await sandbox.waitForEvents(4)).toHaveLength(3);
    await expect(sandbox.waitForEvents(5, 1)).rejects.toThrow('but 4 came');
  });

  it('says after the timeout how many came, and what else', async () => {
    await expect(sandbox.waitForEvents(1, 1)).rejects.toThrow(
      /^Expected 1 events within 1 ms, but 0 came$/,
    );
    const event = anEvent();
    await post(event);
    await post(event);
    await post('{');
    await expect(sandbox.waitForEvents(3, 1)).rejects.toThrow(
      /^Expected 3 events within 1 ms, but 1 came \(other requests: 1 duplicate, 1 refused\)$/,
    );
  });

  it('can wait for ever', async () => {
    const waiting = sandbox.waitForEvents(1, Infinity);
    // Node would take the plain number for 1 ms, so this is long enough to fail.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await post(anEvent());
    expect(await waiting).toHaveLength(1);
  });

  it('rejects when the sandbox is closed', async () => {
    const waiting = sandbox.waitForEvents(1, Infinity);
    const outcome = expect(waiting).rejects.toThrow('before the sandbox was closed, but 0 came');
    await sandbox.close();
    await outcome;
  });
});

describe('createSandbox()', () => {
  it('rejects if the port is taken', async () => {
    const port = Number(new URL(sandbox.url).port);
    await expect(createSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it.each([{ token: '' }, { token: 'two words' }, { maxEvents: 0 }, { maxEvents: 1.5 }])(
    'rejects %j',
    async (options) => {
      await expect(createSandbox(options)).rejects.toThrow('createSandbox()');
    },
  );

  it('can be closed twice', async () => {
    await sandbox.close();
    await expect(sandbox.close()).resolves.toBeUndefined();
    await expect(call()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
