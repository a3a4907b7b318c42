import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { SandboxFault } from '../../sandbox/server/index.js';
import { FaultPlan } from '../../sandbox/server/webhook/fault-plan.js';
import { anEvent, useClient } from './sandbox-client.js';

const { sandbox, post, ask, call, send } = useClient();
/** Posts an event and hands out the answer as soon as its headers are there. */
function open(onResponse: (response: IncomingMessage) => void = () => {}) {
  const headers = { 'content-type': 'application/json', 'x-webhook-token': sandbox.token };
  const request = httpRequest(sandbox.endpoint, { method: 'POST', headers }, onResponse);
  request.on('error', () => {});
  request.end(JSON.stringify(anEvent()));
  return request;
}

/** The same. @returns the answer, as soon as its headers are there */
const opened = () =>
  new Promise<IncomingMessage>((resolve) => {
    open((response) => resolve(response.on('error', () => {})));
  });

async function untilRequests(count: number): Promise<void> {
  while (sandbox.requests().length < count) await new Promise(setImmediate);
}

describe('simulateFault()', () => {
  it.each([400, 401, 413, 500, 503])(
    'marks status %i without a body as simulated',
    async (status) => {
      sandbox.simulateFault({ status });
      expect(await post(anEvent())).toMatchObject({ status, json: { simulated: true } });
      expect(sandbox.events()).toEqual([]);
      expect(sandbox.requests()).toMatchObject([{ outcome: 'fault', status }]);
    },
  );

  it('still takes a valid event where the status promises so', async () => {
    sandbox.simulateFault({ status: 202, body: 'thanks' });
    expect((await post(anEvent({ event_id: 'promised' }))).text).toBe('thanks');
    expect((await post(anEvent({ event_id: ' ' }))).text).toBe('thanks');
    expect(sandbox.events()).toMatchObject([{ event: { event_id: 'promised' } }]);
    expect(sandbox.requests()).toMatchObject([
      { outcome: 'fault', violations: [] },
      { outcome: 'fault', violations: [{ path: 'event_id' }] },
    ]);
  });

  it('replaces the answer to a wrong token too', async () => {
    sandbox.simulateFault({ status: 500 });
    const answer = await post('', { headers: { 'x-webhook-token': 'wrong' } });
    expect(answer.status).toBe(500);
  });

  it('hangs: takes the request and answers nothing', async () => {
    sandbox.simulateFault('hang', 1);
    let answered = false;
    const request = open(() => (answered = true));
    await untilRequests(1);
    // Another request has its answer, so this one would have had it too.
    expect((await post(anEvent())).status).toBe(200);
    expect(answered).toBe(false);
    expect(request.destroyed).toBe(false);
    expect(sandbox.requests()[0]).toMatchObject({ outcome: 'fault', status: undefined });
    request.destroy();
  });

  it('hangs in the answer: status and half of the body', async () => {
    sandbox.simulateFault('hang-in-answer', 1);
    const response = await opened();
    const [chunk] = await once(response, 'data');
    const half = String(chunk);
    expect(response.statusCode).toBe(200);
    await post(anEvent());
    expect(response.complete).toBe(false);
    expect(half.length).toBeLessThan(Number(response.headers['content-length']));
    expect(() => JSON.parse(half)).toThrow(SyntaxError);
    expect(sandbox.events()).toHaveLength(2);
    response.destroy();
  });

  it('resets the connection after it has read the request', async () => {
    sandbox.simulateFault('reset', 1);
    const event = anEvent();
    await expect(post(event)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(sandbox.requests()).toMatchObject([
      { body: JSON.stringify(event), outcome: 'fault', status: undefined },
    ]);
    expect(sandbox.events()).toEqual([]);
  });

  it('sends a huge answer of 64 MiB to a client that reads it all', async () => {
    sandbox.simulateFault('huge-answer', 1);
    const response = await opened();
    let bytes = 0;
    for await (const chunk of response) bytes += (chunk as Buffer).length;
    expect(bytes).toBe(64 * 1024 * 1024);
  });

  it('ends a huge answer when the client leaves', async () => {
    sandbox.simulateFault('huge-answer', 1);
    const response = await opened();
    await once(response, 'data');
    await once(response.destroy(), 'close');
    expect((await post(anEvent())).status).toBe(200);
    while (sandbox.connections() > 1) await new Promise(setImmediate);
  });

  it('takes an event at once but answers later', async () => {
    sandbox.simulateFault({ delayMs: 60_000 }, 1);
    let answered = false;
    const late = open(() => (answered = true));
    await sandbox.waitForEvents(1);
    expect((await post(anEvent())).status).toBe(200);
    expect(answered).toBe(false);
    late.destroy();

    sandbox.simulateFault({ delayMs: 1 }, 1);
    const answer = await post(anEvent());
    expect(answer.json).toEqual({ simulated: true, status: 'accepted' });
    expect(sandbox.requests()).toMatchObject(Array(3).fill({ outcome: 'accepted' }));
  });

  it.each<SandboxFault>(['hang', 'hang-in-answer', 'huge-answer', { delayMs: 60_000 }])(
    'does not keep close() from ending: %j',
    async (fault) => {
      sandbox.simulateFault(fault);
      const request = open((response) => response.on('error', () => {}).resume());
      const closed = new Promise((resolve) => request.once('close', resolve));
      await untilRequests(1);
      await sandbox.close();
      await closed;
      expect(sandbox.connections()).toBe(0);
    },
  );
});

const put = (fault: unknown) => send('PUT', '/api/fault', fault);
const current = () => ask('/api/fault');

const NEW_YEAR = 'Wed, 01 Jan 2031 00:00:00 GMT';

describe('/api/fault', () => {
  it('sets, describes and ends a fault', async () => {
    expect(await current()).toMatchObject({ fault: null, affected: 0 });
    const fault = { kind: 'status', status: 429, retryAfter: 7, body: 'slow down' };
    const answer = await put(fault);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual(await current());
    expect(answer.json.fault).toEqual({ ...fault, share: 1 });
    expect(answer.json.simulated).toEqual([expect.stringMatching(/^Failures are simulated/)]);
    const refused = await post(anEvent());
    expect(refused).toMatchObject({ status: 429, text: 'slow down' });
    expect(refused.headers['retry-after']).toBe('7');
    expect((await current()).affected).toBe(1);
    const ended = await call({ method: 'DELETE', path: '/api/fault' });
    expect(ended.json).toEqual(await current());
    expect(ended.json.fault).toBeNull();
    expect((await post(anEvent())).status).toBe(200);
  });

  it('ends after a time, and says what has become of the events that it affected', async () => {
    sandbox.simulateFault({ status: 503 }, { seconds: 0.01 });
    while ((await current()).fault !== null);
    expect((await current()).ended).toBeNull();
    const event = anEvent();
    await put({ kind: 'status', status: 503, seconds: 60 });
    for (const sent of [event, event, anEvent(), '{']) await post(sent);
    await call({ method: 'DELETE', path: '/api/fault' });
    expect((await current()).ended).toMatchObject({
      fault: { kind: 'status', status: 503, seconds: 60, share: 1 },
      affected: 4,
      events: 3,
      delivered: 0,
    });
    await post(event);
    expect((await current()).ended).toMatchObject({ events: 3, delivered: 1 });
  });

  it.each([
    [{ kind: 'hang' }, 'hang'],
    [{ kind: 'hang-in-answer' }, 'hang-in-answer'],
    [{ kind: 'reset' }, 'reset'],
    [{ kind: 'huge-answer' }, 'huge-answer'],
    [{ kind: 'delay', ms: 5 }, { delayMs: 5 }],
    [{ kind: 'status', status: 503 }, { status: 503 }],
    [
      { kind: 'status', status: 503, retryAfter: NEW_YEAR, headers: { x: 'y' } },
      { status: 503, headers: { x: 'y', 'Retry-After': NEW_YEAR } },
    ],
  ] as const)('knows %j as simulateFault() does', async (json, fault) => {
    expect((await put(json)).json.fault).toEqual({ ...json, share: 1 });
    sandbox.simulateFault(fault);
    expect((await current()).fault).toEqual({ ...json, share: 1 });
  });

  it.each([
    'no object',
    { kind: 'nonsense' },
    { status: 500 },
    { kind: 'status' },
    { kind: 'status', status: 100 },
    { kind: 'status', status: 500, body: {} },
    { kind: 'status', status: 500, retryAfter: 'a\nb' },
    { kind: 'status', status: 500, headers: [] },
    { kind: 'status', status: 500, headers: { x: { toString: 'y' } } },
    { kind: 'status', status: 500, headers: { trailer: 'x' } },
    { kind: 'delay' },
    { kind: 'delay', ms: -1 },
    { kind: 'hang', share: 2 },
    { kind: 'hang', share: 'half' },
    { kind: 'hang', times: 0 },
    { kind: 'hang', times: 1.5 },
  ])('answers 400 to %j and changes nothing', async (fault) => {
    const answer = await put(JSON.stringify(fault));
    expect(answer.status).toBe(400);
    expect(typeof answer.json.error).toBe('string');
    expect((await current()).fault).toBeNull();
  });

  it('takes JSON only, by its Content-Type too', async () => {
    expect((await put('{')).status).toBe(400);
    const body = JSON.stringify({ kind: 'hang' });
    const headers = { 'content-type': 'text/plain' };
    const answer = await call({ method: 'PUT', path: '/api/fault', body, headers });
    expect(answer.status).toBe(415);
    expect((await current()).fault).toBeNull();
  });
});

describe('a rate of failures', () => {
  it('hits that share of all requests', () => {
    const random = [0.1, 0.9, 0.29, 0.3, 0.5, 0];
    const plan = new FaultPlan(() => random.shift() ?? 1);
    plan.set('reset', { share: 0.3 });
    const hits = Array.from({ length: 6 }, () => plan.next().replacement === 'reset');
    expect(hits).toEqual([true, false, true, false, false, true]);
    expect(plan.active?.affected).toBe(3);
  });

  it('counts only those that it hits towards times', () => {
    const random = [0.9, 0.1, 0.9, 0.1, 0.1];
    const plan = new FaultPlan(() => random.shift() ?? 1);
    plan.set({ delayMs: 5 }, { share: 0.5, times: 2 });
    expect(Array.from({ length: 5 }, () => plan.next().delayMs)).toEqual([0, 5, 0, 5, 0]);
  });

  it('hits none or all at its ends, as often as asked for', async () => {
    sandbox.simulateFault({ status: 500 }, { share: 0 });
    for (let sent = 0; sent < 20; sent++) {
      expect((await post(anEvent())).status).toBe(200);
    }
    await put({ kind: 'status', status: 500, share: 1, times: 20 });
    for (let sent = 0; sent < 20; sent++) {
      expect((await post(anEvent())).status).toBe(500);
    }
    expect((await current()).fault).toBeNull();
    expect((await post(anEvent())).status).toBe(200);
  });

  it.each([{ share: -0.1 }, { share: 1.1 }, { share: NaN }, { times: NaN }])(
    'refuses %j',
    (range) => {
      expect(() => sandbox.simulateFault('hang', range)).toThrow(RangeError);
    },
  );
});
