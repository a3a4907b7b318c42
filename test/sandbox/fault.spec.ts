import { request as httpRequest, type IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { SandboxFault } from '../../sandbox/server/index.js';
import { anEvent, post } from './sandbox-client.js';
import { useSandbox } from '../utils/use-sandbox.js';

const sandbox = useSandbox();

/** Posts an event and hands out the answer as soon as its headers are there. */
function open(onResponse: (response: IncomingMessage) => void = () => {}) {
  const request = httpRequest(
    sandbox.current.endpoint,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-webhook-token': sandbox.current.token },
    },
    onResponse,
  );
  request.on('error', () => {});
  request.end(JSON.stringify(anEvent()));
  return request;
}

async function untilRequests(count: number): Promise<void> {
  while (sandbox.current.requests().length < count) await new Promise(setImmediate);
}

describe('simulateFault()', () => {
  it('answers with a status, headers and a body', async () => {
    sandbox.current.simulateFault({
      status: 429,
      headers: { 'Retry-After': '7' },
      body: '<h1>slow down</h1>',
    });
    const answer = await post(sandbox.current, anEvent());
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('7');
    expect(answer.text).toBe('<h1>slow down</h1>');
    expect(answer.json).toBeUndefined();
    expect(sandbox.current.events()).toEqual([]);
    expect(sandbox.current.requests()).toMatchObject([{ outcome: 'fault', status: 429 }]);
  });

  it.each([400, 401, 413, 500, 503])(
    'marks status %i without a body as simulated',
    async (status) => {
      sandbox.current.simulateFault({ status });
      const answer = await post(sandbox.current, anEvent());
      expect(answer.status).toBe(status);
      expect(answer.json).toMatchObject({ simulated: true });
    },
  );

  it('still takes a valid event where the status promises so', async () => {
    sandbox.current.simulateFault({ status: 202, body: 'thanks' });
    expect((await post(sandbox.current, anEvent({ event_id: 'promised' }))).text).toBe('thanks');
    expect((await post(sandbox.current, anEvent({ event_id: ' ' }))).text).toBe('thanks');
    expect(sandbox.current.events()).toMatchObject([{ event: { event_id: 'promised' } }]);
    expect(sandbox.current.requests()).toMatchObject([
      { outcome: 'fault', violations: [] },
      { outcome: 'fault', violations: [{ path: 'event_id' }] },
    ]);
  });

  it('replaces the answer to a wrong token too', async () => {
    sandbox.current.simulateFault({ status: 500 });
    const answer = await post(sandbox.current, '', { headers: { 'x-webhook-token': 'wrong' } });
    expect(answer.status).toBe(500);
  });

  it('affects as many requests as asked for', async () => {
    sandbox.current.simulateFault({ status: 500 }, 2);
    const statuses = [];
    for (let sent = 0; sent < 4; sent++) {
      statuses.push((await post(sandbox.current, anEvent())).status);
    }
    expect(statuses).toEqual([500, 500, 200, 200]);
  });

  it('goes on until it is ended', async () => {
    sandbox.current.simulateFault({ status: 500 });
    expect((await post(sandbox.current, anEvent())).status).toBe(500);
    expect((await post(sandbox.current, anEvent())).status).toBe(500);
    sandbox.current.simulateFault(undefined);
    expect((await post(sandbox.current, anEvent())).status).toBe(200);
  });

  it.each([100, 600, 200.5, NaN])('refuses the status %d', (status) => {
    expect(() => sandbox.current.simulateFault({ status })).toThrow(RangeError);
  });

  it('refuses a header that no answer can have', () => {
    const fault = { status: 503, headers: { Trailer: 'x' } };
    expect(() => sandbox.current.simulateFault(fault)).toThrow('Trailer cannot be sent: leave it');
  });

  it('hangs: takes the request and answers nothing', async () => {
    sandbox.current.simulateFault('hang', 1);
    let answered = false;
    const request = open(() => (answered = true));
    await untilRequests(1);
    // Another request has its answer, so this one would have had it too.
    expect((await post(sandbox.current, anEvent())).status).toBe(200);
    expect(answered).toBe(false);
    expect(request.destroyed).toBe(false);
    expect(sandbox.current.requests()[0]).toMatchObject({
      outcome: 'fault',
      status: undefined,
    });
    request.destroy();
  });

  it('hangs in the answer: status and half of the body', async () => {
    sandbox.current.simulateFault('hang-in-answer', 1);
    const { response, half } = await new Promise<{ response: IncomingMessage; half: string }>(
      (resolve) =>
        open((response) => {
          response.on('error', () => {});
          response.once('data', (chunk: Buffer) => resolve({ response, half: String(chunk) }));
        }),
    );
    expect(response.statusCode).toBe(200);
    await post(sandbox.current, anEvent());
    expect(response.complete).toBe(false);
    expect(half.length).toBeLessThan(Number(response.headers['content-length']));
    expect(() => JSON.parse(half)).toThrow(SyntaxError);
    expect(sandbox.current.events()).toHaveLength(2);
    response.destroy();
  });

  it('resets the connection after it has read the request', async () => {
    sandbox.current.simulateFault('reset', 1);
    const event = anEvent();
    await expect(post(sandbox.current, event)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(sandbox.current.requests()).toMatchObject([
      { body: JSON.stringify(event), outcome: 'fault', status: undefined },
    ]);
    expect(sandbox.current.events()).toEqual([]);
  });

  it('sends a huge answer of 64 MiB to a client that reads it all', async () => {
    sandbox.current.simulateFault('huge-answer', 1);
    const size = await new Promise<number>((resolve) =>
      open((response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => (bytes += chunk.length));
        response.on('end', () => resolve(bytes));
      }),
    );
    expect(size).toBe(64 * 1024 * 1024);
  });

  it('ends a huge answer when the client leaves', async () => {
    sandbox.current.simulateFault('huge-answer', 1);
    await new Promise<void>((resolve) =>
      open((response) => {
        response.on('error', () => {});
        response.once('data', () => response.destroy());
        response.on('close', () => resolve());
      }),
    );
    expect((await post(sandbox.current, anEvent())).status).toBe(200);
    while (sandbox.current.connections() > 1) await new Promise(setImmediate);
  });

  it('takes an event at once but answers later', async () => {
    sandbox.current.simulateFault({ delayMs: 60_000 }, 1);
    let answered = false;
    const late = open(() => (answered = true));
    await sandbox.current.waitForEvents(1);
    expect((await post(sandbox.current, anEvent())).status).toBe(200);
    expect(answered).toBe(false);
    late.destroy();

    sandbox.current.simulateFault({ delayMs: 1 }, 1);
    const answer = await post(sandbox.current, anEvent());
    expect(answer.json).toEqual({ simulated: true, status: 'accepted' });
    expect(sandbox.current.requests()).toMatchObject(Array(3).fill({ outcome: 'accepted' }));
  });

  it.each<SandboxFault>(['hang', 'hang-in-answer', 'huge-answer', { delayMs: 60_000 }])(
    'does not keep close() from ending: %j',
    async (fault) => {
      sandbox.current.simulateFault(fault);
      const request = open((response) => response.on('error', () => {}).resume());
      const closed = new Promise((resolve) => request.once('close', resolve));
      await untilRequests(1);
      await sandbox.current.close();
      await closed;
      expect(sandbox.current.connections()).toBe(0);
    },
  );
});
