import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import axios from 'axios';
import { of } from 'rxjs';
import { decideOutcome } from '../../lib/delivery/delivery-outcome.js';
import { ConvergeWebhook, type Webhook, type WebhookSettings } from '../../lib/delivery/webhook.js';
import { ConvergeWebhookService } from '../../lib/index.js';
import type { SandboxFault } from '../../sandbox/server/index.js';
import { resolveOptions } from '../../lib/options/resolve-options.js';
import { useEnvironment } from '../utils/environment.js';
import { orderEvent } from '../utils/events.js';
import { bodyOf, closeServers, serve, serveRaw, until } from '../utils/local-servers.js';
import { useSandbox } from '../utils/use-sandbox.js';

const TOKEN = 'the-secret-token';
const BODY = JSON.stringify(orderEvent());

const setEnvironment = useEnvironment();
let webhook: Webhook | undefined;

afterEach(async () => {
  await webhook?.close?.();
  closeServers();
});
// After the hook above, so that it closes after what sends to it.
const sandbox = useSandbox({ token: TOKEN });

const WAYS: Record<string, (settings: WebhookSettings) => Webhook> = {
  ConvergeWebhookService: ({ endpoint, token, ...delivery }) =>
    new ConvergeWebhookService(new HttpService(axios.create()), () => ({
      endpoint,
      token,
      delivery: { ...resolveOptions({ token: TOKEN }).delivery, ...delivery },
    })),
  'ConvergeWebhook, without Nest': (settings) => new ConvergeWebhook(settings),
};

describe.each(Object.keys(WAYS))('%s', (way) => {
  function serviceFor(endpoint: string, settings = {}): Webhook {
    const delivery = { concurrency: 2, timeoutMs: 10_000, tls: undefined };
    return (webhook = WAYS[way]!({ endpoint, token: TOKEN, ...delivery, ...settings }));
  }

  it('posts the body with the documented headers, and the credentials of its endpoint', async () => {
    const received: Array<Record<string, unknown>> = [];
    const url = await serve(async (request, response) => {
      received.push({ ...request.headers, method: request.method, body: await bodyOf(request) });
      response.end();
    });
    const address = url.replace('//', '//us%40er:pass@');
    expect(await serviceFor(address).send(BODY)).toEqual({ kind: 'delivered', status: 200 });
    await serviceFor(url, { token: undefined }).send(BODY);
    expect(received[0]).toMatchObject({
      ...{ method: 'POST', body: BODY, 'content-type': 'application/json' },
      ...{ 'x-webhook-token': TOKEN, authorization: 'Basic dXNAZXI6cGFzcw==' },
    });
    expect(received[1]).not.toHaveProperty('x-webhook-token');
  });

  it.each<[string, SandboxFault, object]>([
    ['500', { status: 500 }, { kind: 'temporary', status: 500, reason: 'status 500' }],
    [
      '503 with Retry-After',
      { status: 503, headers: { 'Retry-After': '7' } },
      { kind: 'temporary', retryAfterMs: 7_000 },
    ],
    [
      'a 400 that repeats the token',
      { status: 400, body: `unknown token ${TOKEN}` },
      { kind: 'rejected', status: 400, answer: 'unknown token [token]' },
    ],
    ['a long 400', { status: 400, body: 'x'.repeat(10_000) }, { answer: 'x'.repeat(500) }],
    ['404', { status: 404 }, { kind: 'misdirected', status: 404 }],
    ['401', { status: 401 }, { kind: 'unauthorised', status: 401 }],
    ['no JSON', { status: 200, body: '<html>' }, { kind: 'delivered', status: 200 }],
    ['a reset', 'reset', { kind: 'temporary', reason: 'ECONNRESET' }],
    ['an endless answer', 'huge-answer', { kind: 'delivered', status: 200 }],
    ['half an answer', 'hang-in-answer', { kind: 'delivered', status: 200 }],
    ['nothing', 'hang', { kind: 'temporary', reason: 'no complete answer within 500 ms' }],
  ])('takes %s for what it is', async (what, fault, outcome) => {
    sandbox.simulateFault(fault);
    const timeoutMs = what === 'nothing' || what === 'half an answer' ? 500 : 10_000;
    expect(await serviceFor(sandbox.endpoint, { timeoutMs }).send(BODY)).toMatchObject(outcome);
  });

  it.each([
    ['production', ''],
    ['development', '; start the sandbox: npx nestjs-converge sandbox'],
  ])('takes a refused connection for temporary, and names the address: %s', async (mode, step) => {
    setEnvironment({ NODE_ENV: mode });
    const { endpoint } = sandbox;
    await sandbox.close();
    const reason = `ECONNREFUSED at ${new URL(endpoint).host}${step}`;
    expect(await serviceFor(endpoint).send(BODY)).toEqual({ kind: 'temporary', reason });
  });

  it('ends what is under way when it is closed', async () => {
    sandbox.simulateFault('hang');
    const service = serviceFor(sandbox.endpoint, { timeoutMs: 60_000 });
    const sending = service.send(BODY);
    await until(() => sandbox.connections() > 0);
    await service.close!();
    const reason = 'the application shuts down';
    expect(await sending).toEqual({ kind: 'temporary', reason });
    expect(await service.send(BODY)).toEqual({ kind: 'temporary', reason });
  });

  it('tries again at once, and only once, where a kept connection is dead', async () => {
    let requests = 0;
    const url = await serveRaw((socket, count) => {
      requests = count;
      if (count === 1 || count === 3) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      else socket.end();
    });
    const service = serviceFor(url, { concurrency: 1 });
    expect(await service.send(BODY)).toMatchObject({ kind: 'delivered' });
    expect(await service.send(BODY)).toMatchObject({ kind: 'delivered' });
    expect(requests).toBe(3);
    expect(await service.send(BODY)).toMatchObject({ kind: 'temporary' });
    expect(requests).toBe(5);
  });
});

describe('the outcome of an answer', () => {
  const NOW = Date.UTC(2026, 10, 28);
  const outcome = (status: number, retryAfter?: string) =>
    decideOutcome({ status, text: 'text', headers: { 'retry-after': retryAfter } }, NOW);

  it.each([
    ['delivered', [200, 201, 204, 299]],
    ['temporary', [301, 307, 408, 425, 429, 500, 503]],
    ['unauthorised', [401, 403]],
    ['misdirected', [404, 405, 407, 421, 451]],
    ['rejected', [400, 402, 409, 413, 422]],
  ])('is %s for the right statuses', (kind, statuses) => {
    expect(statuses.map((status) => outcome(status).kind)).toEqual(statuses.map(() => kind));
  });

  it.each([
    ['7', 7_000],
    [new Date(NOW + 60_000).toUTCString(), 60_000],
    ...['soon', '-5', '', undefined].map((given) => [given, undefined] as const),
  ])('reads the Retry-After %p', (given, retryAfterMs) => {
    expect(outcome(429, given)).toMatchObject({ retryAfterMs });
  });
});

describe('ConvergeWebhookService', () => {
  const http = () => new HttpService(axios.create());
  const serviceOver = (given: HttpService, endpoint = sandbox.endpoint) => {
    const delivery = { concurrency: 2 };
    const options = { endpoint, token: TOKEN, delivery, allowInsecureEndpoint: true };
    const service = new ConvergeWebhookService(given, () => resolveOptions(options));
    webhook = service;
    return service;
  };

  it('takes an event as well as a body', async () => {
    const event = orderEvent() as never;
    expect(await serviceOver(http()).send(event)).toEqual({ kind: 'delivered', status: 200 });
    expect(sandbox.events()[0]!.event).toEqual(event);
  });

  it('runs the interceptors of its HttpService', async () => {
    const given = http();
    given.axiosRef.interceptors.request.use((config) => {
      config.headers.set('X-Mine', 'yes');
      return config;
    });
    given.axiosRef.interceptors.response.use((response) => ({ ...response, status: 404 }));
    expect(await serviceOver(given).send(BODY)).toMatchObject({ kind: 'misdirected', status: 404 });
    expect(sandbox.requests()[0]!.headers).toMatchObject({ 'x-mine': 'yes' });
  });

  it.each<[string, object, object]>([
    ['parsed data', { status: 400, data: { no: TOKEN } }, { answer: '{"no":"[token]"}' }],
    ['nothing', { status: 204 }, { kind: 'delivered' }],
    [
      'headers',
      { status: 429, headers: { 'retry-after': '7' }, data: 'x' },
      { retryAfterMs: 7_000 },
    ],
  ])('gives way to a mocked adapter that answers with %s', async (_what, answer, outcome) => {
    const given = http();
    const service = serviceOver(given, 'http://nowhere.invalid/');
    let body: unknown;
    given.axiosRef.defaults.adapter = async (config) => {
      body = config.data;
      return { statusText: '', headers: {}, data: undefined, ...answer, config } as never;
    };
    expect(await service.send(BODY)).toMatchObject(outcome);
    expect(body).toBe(BODY);
  });

  it.each(['HttpService', 'axios'])('gives way to a changed post of its %s', async (whose) => {
    const given = http();
    const service = serviceOver(given);
    expect(await service.send(BODY)).toMatchObject({ kind: 'delivered' });
    const post = jest.spyOn(whose === 'axios' ? given.axiosRef : given, 'post');
    expect(await service.send(BODY)).toMatchObject({ kind: 'delivered' });
    expect(post).toHaveBeenCalledTimes(1);
  });

  it('gives way to an HttpService that can only post', async () => {
    const given = { post: () => of({ status: 400, data: 'no' }) } as never;
    expect(await serviceOver(given).send(BODY)).toMatchObject({ kind: 'rejected', answer: 'no' });
  });

  it('gives no reason but a code where a mock or an interceptor fails', async () => {
    const given = http();
    const service = serviceOver(given);
    for (const code of ['EMINE', `x ${TOKEN}`, undefined]) {
      given.axiosRef.defaults.adapter = async () => {
        throw Object.assign(new Error(TOKEN), { code });
      };
      const reason = code === 'EMINE' ? code : 'the request failed';
      expect(await service.send(BODY)).toEqual({ kind: 'temporary', reason });
    }
  });
});
