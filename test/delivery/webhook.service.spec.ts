import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import axios from 'axios';
import { ConvergeWebhookService } from '../../lib/index.js';
import { createSandbox, type Sandbox, type SandboxFault } from '../../lib/sandbox/index.js';
import { orderEvent } from '../utils/events.js';

const TOKEN = 'the-secret-token';
const BODY = JSON.stringify(orderEvent());

let sandbox: Sandbox;
let server: Server | undefined;
let webhook: ConvergeWebhookService | undefined;

beforeEach(async () => {
  sandbox = await createSandbox({ token: TOKEN });
});

afterEach(async () => {
  await webhook?.close();
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await sandbox.close();
});

function serviceFor(endpoint: string, settings = {}): ConvergeWebhookService {
  webhook = new ConvergeWebhookService(new HttpService(axios.create()), {
    endpoint,
    token: TOKEN,
    concurrency: 2,
    timeoutMs: 300,
    ...settings,
  });
  return webhook;
}

/** A server that answers as no sandbox does. */
async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('ConvergeWebhookService', () => {
  it('posts the body byte for byte, with the documented headers', async () => {
    const body = '{ "event_name": "Placed Order",  "event_id":"\\u00e9 €" }';
    let received: { body: string; headers: object; method?: string } | undefined;
    const url = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { headers, method } = request;
      received = { body: Buffer.concat(chunks).toString(), headers, method };
      response.end();
    });
    expect(await serviceFor(url).send(body)).toEqual({ kind: 'delivered', status: 200 });
    expect(received).toMatchObject({
      body,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-webhook-token': TOKEN },
    });
  });

  it('sends no token header where there is no token', async () => {
    let headers: Record<string, unknown> = {};
    const url = await serve((request, response) => {
      headers = request.headers;
      response.end();
    });
    await serviceFor(url, { token: undefined }).send(BODY);
    expect(headers).not.toHaveProperty('x-webhook-token');
  });

  it('takes an event as well as a body', async () => {
    const event = orderEvent() as never;
    expect(await serviceFor(sandbox.endpoint).send(event)).toEqual({
      kind: 'delivered',
      status: 200,
    });
    expect(sandbox.events()[0]!.event).toEqual(event);
  });

  it.each<[string, SandboxFault, object]>([
    ['500', { status: 500 }, { kind: 'temporary', status: 500, reason: 'status 500' }],
    [
      '503 with Retry-After',
      { status: 503, headers: { 'Retry-After': '7' } },
      { kind: 'temporary', retryAfterMs: 7_000 },
    ],
    ['429', { status: 429 }, { kind: 'temporary', status: 429 }],
    ['408', { status: 408 }, { kind: 'temporary', status: 408 }],
    ['425', { status: 425 }, { kind: 'temporary', status: 425 }],
    ['400', { status: 400, body: 'no' }, { kind: 'rejected', status: 400, answer: 'no' }],
    ['413', { status: 413 }, { kind: 'rejected', status: 413 }],
    ['404', { status: 404 }, { kind: 'rejected', status: 404 }],
    ['401', { status: 401 }, { kind: 'unauthorised', status: 401 }],
    ['403', { status: 403 }, { kind: 'unauthorised', status: 403 }],
    ['204', { status: 204 }, { kind: 'delivered', status: 204 }],
    ['no JSON', { status: 200, body: '<html>' }, { kind: 'delivered', status: 200 }],
    ['nothing', 'hang', { kind: 'temporary', reason: 'no complete answer within 300 ms' }],
    [
      'half an answer',
      'hang-in-answer',
      { kind: 'temporary', reason: 'no complete answer within 300 ms' },
    ],
    ['a reset', 'reset', { kind: 'temporary', reason: 'ECONNRESET' }],
    ['an endless answer', 'huge-answer', { kind: 'delivered', status: 200 }],
  ])('takes %s for what it is', async (_what, fault, outcome) => {
    sandbox.simulateFault(fault);
    expect(await serviceFor(sandbox.endpoint).send(BODY)).toMatchObject(outcome);
  });

  it('reads Retry-After as a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    sandbox.simulateFault({ status: 429, headers: { 'Retry-After': date } });
    const { retryAfterMs } = (await serviceFor(sandbox.endpoint).send(BODY)) as {
      retryAfterMs: number;
    };
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it.each(['soon', '-5', ''])('ignores the Retry-After %p', async (value) => {
    sandbox.simulateFault({ status: 429, headers: { 'Retry-After': value } });
    expect(await serviceFor(sandbox.endpoint).send(BODY)).toMatchObject({
      retryAfterMs: undefined,
    });
  });

  it('takes a refused connection for temporary', async () => {
    const { endpoint } = sandbox;
    await sandbox.close();
    expect(await serviceFor(endpoint).send(BODY)).toEqual({
      kind: 'temporary',
      reason: 'ECONNREFUSED',
    });
  });

  it('does not follow redirects', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(307, { Location: sandbox.endpoint }).end();
    });
    expect(await serviceFor(url).send(BODY)).toMatchObject({ kind: 'temporary', status: 307 });
    expect(sandbox.requests()).toEqual([]);
  });

  it('ends an answer that never stops trickling', async () => {
    const url = await serve((_request, response) => {
      const timer = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(timer));
    });
    expect(await serviceFor(url).send(BODY)).toMatchObject({ kind: 'temporary' });
  });

  it('never gives the token away, even if the answer repeats it', async () => {
    sandbox.simulateFault({ status: 400, body: `unknown token ${TOKEN}` });
    const outcome = await serviceFor(sandbox.endpoint).send(BODY);
    expect(outcome).toEqual({ kind: 'rejected', status: 400, answer: 'unknown token [token]' });
  });

  it('keeps only the beginning of a rejection', async () => {
    sandbox.simulateFault({ status: 400, body: 'x'.repeat(10_000) });
    const { answer } = (await serviceFor(sandbox.endpoint).send(BODY)) as { answer: string };
    expect(answer).toBe('x'.repeat(500));
  });

  it('uses its connections again, and never more than it may', async () => {
    const service = serviceFor(sandbox.endpoint, { concurrency: 2, timeoutMs: 10_000 });
    const event = (n: number) => JSON.stringify(orderEvent({ event_id: `${n}` }));
    const sent = Array.from({ length: 50 }, (_, n) => service.send(event(n)));
    expect(new Set((await Promise.all(sent)).map(({ kind }) => kind))).toEqual(
      new Set(['delivered']),
    );
    expect(sandbox.connectionsPeak()).toBe(2);
  });

  it('ends what is under way when it is closed', async () => {
    sandbox.simulateFault('hang');
    const service = serviceFor(sandbox.endpoint, { timeoutMs: 60_000 });
    const sending = service.send(BODY);
    while (sandbox.connections() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await service.close();
    expect(await sending).toMatchObject({ kind: 'temporary' });
  });
});
