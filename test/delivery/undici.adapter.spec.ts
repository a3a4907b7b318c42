import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  readdirSync,
} from 'node:fs';
import { type RequestListener, createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import { transformSync } from '@swc/core';
import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { firstValueFrom, of } from 'rxjs';
import {
  type UndiciAdapter,
  type UndiciAdapterSettings,
  createUndiciAdapter,
} from '../../lib/delivery/undici.adapter.js';
import { proxiesOf } from '../../lib/delivery/undici-routes.js';
import { makeCertificate, type Certificate } from '../utils/certificate.js';

const TOKEN = 'the-secret-token';
const ENV = { ...process.env };
const PROXY_NAMES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'];

let directory: string;
let tls: Certificate;
const servers: { server: Server; sockets: Set<Socket> }[] = [];
const adapters: UndiciAdapter[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'undici-adapter-'));
  tls = await makeCertificate();
  // For NODE_EXTRA_CA_CERTS, which takes a file.
  writeFileSync(join(directory, 'cert.pem'), tls.cert);
});

afterEach(async () => {
  await Promise.all(adapters.splice(0).map((adapter) => adapter.close()));
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
  for (const name of PROXY_NAMES.flatMap((name) => [name, name.toUpperCase()])) {
    delete process.env[name];
    if (ENV[name] !== undefined) process.env[name] = ENV[name];
  }
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function listen(server: Server): Promise<{ port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  servers.push({ server, sockets });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { port: (server.address() as AddressInfo).port, sockets };
}

async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${(await listen(createHttpServer(listener))).port}/`;
}

async function serveTls(listener: RequestListener): Promise<string> {
  return `https://localhost:${(await listen(createHttpsServer(tls, listener))).port}/`;
}

/** A server that speaks to sockets, once a whole request has come. */
async function serveRaw(onRequest: (socket: Socket, count: number) => void): Promise<string> {
  let count = 0;
  const server = createServer((socket) => socket.on('data', () => onRequest(socket, ++count)));
  return `http://127.0.0.1:${(await listen(server)).port}/`;
}

function httpOver(settings: Partial<UndiciAdapterSettings> = {}): HttpService {
  const limits = { connections: 4, timeoutMs: 10_000, maxAnswerBytes: 64 * 1024 };
  const undici = createUndiciAdapter({ ...limits, ...settings });
  adapters.push(undici);
  return new HttpService(axios.create({ adapter: undici.adapter }));
}

const REQUEST: AxiosRequestConfig = {
  headers: { 'Content-Type': 'application/json', 'X-Webhook-Token': TOKEN },
  transformRequest: [],
  transformResponse: [],
};

function post(
  http: HttpService,
  url: string,
  config: AxiosRequestConfig = {},
  body: unknown = '{}',
) {
  return firstValueFrom(http.post(url, body, { ...REQUEST, ...config })) as Promise<
    AxiosResponse<string>
  >;
}

/** The error of a request that has to fail. */
async function failure(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  return promise.then(
    () => Promise.reject(new Error('The request has succeeded.')),
    (error: unknown) => error as Record<string, unknown>,
  );
}

async function bodyOf(request: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('a request', () => {
  it.each(['{ "a":  "\\u00e9 € 😀" }', Buffer.from([0, 255, 128, 10, 13])])(
    'is sent byte for byte (%#), with the headers of its config',
    async (body) => {
      let seen: object = {};
      const url = await serve(async (request, response) => {
        const { method, url, headers } = request;
        seen = { method, url, headers, body: await bodyOf(request) };
        response.end();
      });
      await post(httpOver(), `${url}hook?a=1#part`, {}, body);
      const bytes = Buffer.from(body as string);
      expect(seen).toMatchObject({ method: 'POST', url: '/hook?a=1', body: bytes });
      expect((seen as { headers: unknown }).headers).toEqual({
        host: new URL(url).host,
        connection: 'keep-alive',
        accept: 'application/json, text/plain, */*',
        'accept-encoding': 'identity',
        'content-type': 'application/json',
        'content-length': String(bytes.length),
        'user-agent': `axios/${axios.VERSION}`,
        'x-webhook-token': TOKEN,
      });
    },
  );

  it('knows baseURL, params and headers that are switched off', async () => {
    let seen = '';
    const url = await serve((request, response) => {
      seen = `${request.method} ${request.url} ${request.headers['user-agent']}`;
      response.end();
    });
    const headers = { 'User-Agent': false };
    const config = { baseURL: `${url}base`, url: 'hook', params: { a: 'b c' }, headers };
    await firstValueFrom(httpOver().request(config));
    expect(seen).toBe('GET /base/hook?a=b+c undefined');
  });

  it('follows no redirect', async () => {
    let requests = 0;
    const url = await serve((_request, response) => {
      requests++;
      response.writeHead(307, { Location: '/elsewhere' }).end();
    });
    const { status, headers } = await post(httpOver(), url, { validateStatus: null });
    expect([status, headers.location, requests]).toEqual([307, '/elsewhere', 1]);
  });

  it.each(['not a url', 'http://[::1'])('fails with a code for the address %p', async (url) => {
    expect(await failure(post(httpOver(), url))).toMatchObject({
      isAxiosError: true,
      code: 'ERR_INVALID_URL',
    });
  });

  it('fails, and lets go, when undici does not take its headers', async () => {
    const url = await serve((_request, response) => void response.end());
    const error = await failure(post(httpOver(), url, { headers: { Expect: '100-continue' } }));
    expect(error).toMatchObject({ isAxiosError: true, code: 'UND_ERR_NOT_SUPPORTED' });
  });
});

describe('an answer', () => {
  it('has what an answer of axios has', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('Set-Cookie', 'a=1').setHeader('X-Two', ['1', '2']);
      response.writeHead(201, 'Made', { 'Retry-After': ['7', '8'] }).end('\uFEFF{"é":"€"}');
    });
    const response = await post(httpOver(), url);
    expect(response).toMatchObject({ data: '{"é":"€"}', status: 201, statusText: 'Made' });
    expect(response.headers).toBeInstanceOf(axios.AxiosHeaders);
    expect(response.headers).toMatchObject({
      'retry-after': '7',
      'set-cookie': ['a=1'],
      'x-two': '1, 2',
    });
    expect((response.headers as { get: (name: string) => unknown }).get('RETRY-after')).toBe('7');
    expect(response.config.url).toBe(url);
    expect(response.request).toMatchObject({ path: '/' });
  });

  it('leaves the header __proto__ out', async () => {
    const proto = '__proto__: a\r\n'.repeat(2);
    const url = await serveRaw((socket) => socket.write(ANSWER.replace('\r\n', `\r\n${proto}`)));
    const { headers } = await post(httpOver(), url);
    expect(headers).toBeInstanceOf(axios.AxiosHeaders);
  });

  it('is judged by validateStatus as with axios', async () => {
    const url = await serve(({ url }, response) => {
      response.writeHead(Number(url!.slice(1))).end('why');
    });
    const http = httpOver();
    const response = expect.objectContaining({ data: 'why' });
    const bad = { isAxiosError: true, code: 'ERR_BAD_REQUEST', status: 404, response };
    expect(await failure(post(http, `${url}404`))).toMatchObject(bad);
    expect(await failure(post(http, `${url}503`))).toMatchObject({ code: 'ERR_BAD_RESPONSE' });
    expect(await post(http, `${url}503`, { validateStatus: () => true })).toMatchObject({
      status: 503,
    });
    const validateStatus = () => {
      throw new Error('mine');
    };
    expect(await failure(post(http, `${url}200`, { validateStatus }))).toMatchObject({
      message: 'mine',
    });
  });

  it('comes together from its parts, and is not read beyond its limit', async () => {
    let closed = 0;
    const url = await serve(async ({ socket, url }, response) => {
      if (url === '/long') socket.once('close', () => closed++);
      const parts = url === '/long' ? 1_000_000 : 10;
      for (let i = 0; i < parts && !socket.destroyed; i++) {
        response.write('é');
        await new Promise((done) => setImmediate(done));
      }
      response.end();
    });
    const http = httpOver({ maxAnswerBytes: 20 });
    expect((await post(http, url)).data).toBe('é'.repeat(10));
    expect(await post(http, `${url}long`)).toMatchObject({ status: 200, data: 'é'.repeat(10) });
    await until(() => closed === 1);
  });

  it('is cut when a huge one comes at once', async () => {
    const url = await serve((_request, response) => void response.end('x'.repeat(10_000_000)));
    const { data } = await post(httpOver({ maxAnswerBytes: 1000 }), url);
    expect(data).toBe('x'.repeat(1000));
  });

  it('is not asked to be compressed, and stays as it is where it was', async () => {
    const zipped = gzipSync('hello');
    const url = await serve(({ headers }, response) => {
      if (headers['accept-encoding'] === 'identity') return response.end('hello');
      return response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(zipped);
    });
    const http = httpOver();
    expect((await post(http, url)).data).toBe('hello');
    const answer = await post(http, url, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.data).toBe(zipped.toString());
  });
});

describe('connections', () => {
  it('are at most as many as allowed, are kept, and carry everything', async () => {
    let most = 0;
    const used = new Set<Socket>();
    const server = createHttpServer(async (request, response) => {
      used.add(request.socket);
      most = Math.max(most, sockets.size);
      response.end(await bodyOf(request));
    });
    const { port, sockets } = await listen(server);
    const http = httpOver({ connections: 3 });
    const url = `http://127.0.0.1:${port}/`;
    const bodies = Array.from({ length: 200 }, (_, index) => `{"index":${index}}`);
    const answers = await Promise.all(bodies.map((body) => post(http, url, {}, body)));
    expect(answers.map(({ data }) => data)).toEqual(bodies);
    expect([most, used.size]).toEqual([3, 3]);
  });

  it('stay within the limit, and end with close(), when the first ones could not be made', async () => {
    let most = 0;
    const server = createHttpServer((_request, response) => {
      most = Math.max(most, sockets.size);
      setTimeout(() => response.end(), 2);
    });
    const { port, sockets } = await listen(server);
    await new Promise((done) => server.close(done));
    const http = httpOver({ connections: 3 });
    let failures = 0;
    const postUntilItWorks = async (): Promise<void> => {
      const answer = await post(http, `http://127.0.0.1:${port}/`).catch((error: object) => error);
      if ('status' in answer) return;
      expect(answer).toMatchObject({ code: 'ECONNREFUSED', reusedConnection: false });
      if (++failures === 20) server.listen(port, '127.0.0.1');
      await postUntilItWorks();
    };
    await Promise.all(Array.from({ length: 200 }, postUntilItWorks));
    expect(most).toBe(3);
    await adapters[0]!.close();
    await until(() => sockets.size === 0);
  });

  it('tell whether one that broke had been used before', async () => {
    const url = await serveRaw((socket, count) => {
      if (count === 1) socket.write(ANSWER);
      else socket.resetAndDestroy();
    });
    const http = httpOver({ connections: 1 });
    expect((await post(http, url)).data).toBe('ok');
    const reset = { isAxiosError: true, code: 'ECONNRESET' };
    expect(await failure(post(http, url))).toMatchObject({ ...reset, reusedConnection: true });
    expect(await failure(post(http, url))).toMatchObject({ ...reset, reusedConnection: false });
  });
});

describe('an error', () => {
  it.each<[string, (socket: Socket) => void, string]>([
    ['a reset', (socket) => socket.resetAndDestroy(), 'ECONNRESET'],
    ['an end', (socket) => socket.end(), 'ECONNRESET'],
    ['half an answer', (socket) => socket.end(ANSWER.slice(0, -1)), 'ECONNRESET'],
    [
      'half a last answer',
      (socket) => socket.end(ANSWER.slice(0, -1).replace('\r\n', '\r\nConnection: close\r\n')),
      'ECONNRESET',
    ],
    ['no HTTP', (socket) => socket.end('SSH-2.0\r\n\r\n'), 'ERR_BAD_RESPONSE'],
    [
      'endless headers',
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nA: ${'a'.repeat(40_000)}\r\n\r\n`),
      'HPE_HEADER_OVERFLOW',
    ],
  ])('has the code of the system for %s', async (_what, answer, code) => {
    const url = await serveRaw(answer);
    const error = await failure(post(httpOver(), url));
    expect(error).toMatchObject({ isAxiosError: true, code });
    expect(error.config).toMatchObject({ url });
    expect(error.message).not.toContain(TOKEN);
  });

  it('has the code for a name that does not exist', async () => {
    const error = await failure(post(httpOver(), 'http://does-not-exist.invalid/'));
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(error.code);
    expect(error.isAxiosError).toBe(true);
  });

  it('is that of one address where all of a host fail', async () => {
    const { port } = await listen(createServer());
    servers.pop()!.server.close();
    const error = await failure(post(httpOver(), `http://localhost:${port}/`));
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    expect(error.message).toMatch(/^connect ECONNREFUSED /);
  });

  it.each<[string, string, (socket: Socket) => void]>([
    ['before', '', () => undefined],
    ['within', '', (socket) => socket.write(ANSWER.slice(0, -1))],
    ['before', 'clear', () => undefined],
  ])('is a time limit when a server hangs %s its answer %s', async (_when, how, answer) => {
    const url = await serveRaw(answer);
    const config = how ? { transitional: { clarifyTimeoutError: true } } : {};
    const expected = { isAxiosError: true, code: how ? 'ETIMEDOUT' : 'ECONNABORTED' };
    for (const [limit, timeout] of [
      [50, 0],
      [10_000, 50],
    ] as const) {
      const error = await failure(
        post(httpOver({ timeoutMs: limit }), url, { timeout, ...config }),
      );
      expect(error).toMatchObject({ ...expected, message: 'timeout of 50ms exceeded' });
    }
  });

  it('is a time limit for what only waits for a connection, whose place is then free', async () => {
    let release: (() => void) | undefined;
    const url = await serve((_request, response) => {
      if (release) response.end('next');
      else release = () => response.end('first');
    });
    const http = httpOver({ connections: 1 });
    const first = post(http, url);
    await until(() => release !== undefined);
    const error = await failure(post(http, url, { timeout: 20 }));
    expect(error).toMatchObject({ code: 'ECONNABORTED' });
    release!();
    expect((await first).data).toBe('first');
    expect((await post(http, url)).data).toBe('next');
  });
});

describe('an abort', () => {
  it('by signal, by cancel token or by unsubscribing ends the request', async () => {
    let requests = 0;
    let closed = 0;
    const url = await serve(({ socket }) => {
      requests++;
      socket.once('close', () => closed++);
    });
    const http = httpOver();
    const abort = new AbortController();
    const bySignal = failure(post(http, url, { signal: abort.signal }));
    const source = axios.CancelToken.source();
    const byToken = failure(post(http, url, { cancelToken: source.token }));
    const subscription = http.post(url, '{}').subscribe();
    await until(() => requests === 3);
    abort.abort();
    source.cancel('enough');
    subscription.unsubscribe();
    expect(await bySignal).toMatchObject({ code: 'ERR_CANCELED', name: 'CanceledError' });
    expect(await byToken).toMatchObject({ code: 'ERR_CANCELED', message: 'enough' });
    await until(() => closed === 3);
    const signal = AbortSignal.abort();
    expect(await failure(post(http, url, { signal }))).toMatchObject({ code: 'ERR_CANCELED' });
    expect(requests).toBe(3);
  });

  it('leaves nothing behind on a signal that lives on', async () => {
    const url = await serve((_request, response) => void response.end());
    const { signal } = new AbortController();
    const remove = jest.spyOn(signal, 'removeEventListener');
    await post(httpOver(), url, { signal });
    expect(remove).toHaveBeenCalledTimes(1);
  });

  it('of everything comes with close()', async () => {
    let requests = 0;
    const url = await serve(() => requests++);
    const http = httpOver({ connections: 2 });
    const all = Array.from({ length: 5 }, () => failure(post(http, url)));
    all.push(failure(post(http, url, { proxy: false })));
    await until(() => requests === 3);
    await adapters[0]!.close();
    for (const error of await Promise.all(all)) expect(error.code).toBe('ERR_CANCELED');
    expect(await failure(post(http, url))).toMatchObject({ code: 'ERR_CANCELED' });
  });
});

describe('as part of axios', () => {
  it('runs interceptors', async () => {
    let seen: unknown;
    const url = await serve(({ headers }, response) => {
      seen = headers['x-mine'];
      response.end('an answer');
    });
    const http = httpOver();
    http.axiosRef.interceptors.request.use((config) => {
      config.headers.set('X-Mine', 'yes');
      return config;
    });
    http.axiosRef.interceptors.response.use((response) => ({ ...response, data: 'replaced' }));
    expect((await post(http, url)).data).toBe('replaced');
    expect(seen).toBe('yes');
  });

  it('gives way to mocks', async () => {
    const http = httpOver();
    http.axiosRef.defaults.adapter = async (config) => {
      return { data: 'mock', status: 299, statusText: '', headers: {}, config };
    };
    expect(await post(http, 'http://nowhere.invalid/')).toMatchObject({ status: 299 });
    const spy = jest.spyOn(http, 'post').mockReturnValue(of({ status: 298 } as AxiosResponse));
    expect(await post(http, 'http://nowhere.invalid/')).toMatchObject({ status: 298 });
    expect(spy).toHaveBeenCalledTimes(1);
  });

  it('leaves to axios what only axios can, under the same limits', async () => {
    const url = await serve(async (request, response) => {
      if (request.url === '/hang') return;
      if (request.url === '/redirect') return void response.writeHead(302, { Location: '/' }).end();
      response.end(`${request.headers.authorization ?? ''}${String(await bodyOf(request))}`);
    });
    const http = httpOver({ maxAnswerBytes: 10 });
    const stream = (await post(http, url, { responseType: 'stream' })).data as unknown;
    expect(String(await bodyOf(stream as AsyncIterable<unknown>))).toBe('{}');
    const auth = { username: 'a', password: 'b' };
    expect((await post(http, url, { auth }, 'c')).data).toBe('Basic YTpi');
    const form = new URLSearchParams({ a: 'b' });
    expect((await post(http, url, { transformRequest: [String] }, form)).data).toBe('a=b');
    const direct = { proxy: false, validateStatus: null } as const;
    expect(await post(http, `${url}redirect`, direct)).toMatchObject({ status: 302 });
    const hang = post(http, `${url}hang`, { proxy: false, timeout: 30 });
    expect(await failure(hang)).toMatchObject({ code: 'ECONNABORTED' });
    expect(await failure(post(http, 'ftp://localhost/'))).toMatchObject({
      message: 'Unsupported protocol ftp:',
    });
  });
});

describe('TLS', () => {
  it('refuses a certificate that nobody vouches for, and takes what the options say', async () => {
    const url = await serveTls((_request, response) => void response.end('secure'));
    expect(await failure(post(httpOver(), url))).toMatchObject({
      isAxiosError: true,
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    const trusting = httpOver({ tls: { ca: tls.cert } });
    expect((await post(trusting, url)).data).toBe('secure');
    const careless = httpOver({ tls: { rejectUnauthorized: false } });
    expect((await post(careless, url)).data).toBe('secure');
    const named = httpOver({ tls: { ca: tls.cert, servername: 'example.com' } });
    expect(await failure(post(named, url))).toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });
});

describe('a proxy of the environment', () => {
  async function proxy(status = 200): Promise<{ url: string; log: string[] }> {
    const log: string[] = [];
    const server = createHttpServer((request, response) => {
      const { method, url, headers } = request;
      log.push(`${method} ${url} ${headers.host} ${headers['proxy-authorization'] ?? ''}`);
      response.writeHead(status).end('from the proxy');
    });
    server.on('connect', ({ url, headers }, socket: Socket) => {
      log.push(`CONNECT ${url} ${headers['proxy-authorization'] ?? ''}`);
      if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      const [host, port] = url!.split(':');
      const target = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(target).pipe(socket);
      });
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy()).on('close', () => target.destroy());
    });
    return { url: `127.0.0.1:${(await listen(server)).port}`, log };
  }

  it('is asked for the absolute address of an http: target, this machine too', async () => {
    const { url, log } = await proxy();
    process.env.HTTP_PROXY = `http://us%40er:pass@${url}`;
    const http = httpOver();
    delete process.env.HTTP_PROXY;
    const target = 'http://127.0.0.1:9/hook?a=1';
    expect((await post(http, target)).data).toBe('from the proxy');
    expect(log).toEqual([`POST ${target} 127.0.0.1:9 Basic dXNAZXI6cGFzcw==`]);
  });

  it('answers 407 like anybody', async () => {
    process.env.http_proxy = (await proxy(407)).url;
    const answer = await post(httpOver(), 'http://example.invalid/', { validateStatus: null });
    expect(answer.status).toBe(407);
  });

  it('opens one tunnel for many https: requests, with TLS to the target', async () => {
    const target = await serveTls((_request, response) => void response.end('secure'));
    const { url, log } = await proxy();
    process.env.https_proxy = `http://user@${url}`;
    expect(await failure(post(httpOver(), target))).toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    log.length = 0;
    const http = httpOver({ connections: 1, tls: { ca: tls.cert } });
    for (let i = 0; i < 3; i++) expect((await post(http, target)).data).toBe('secure');
    expect(log).toEqual([`CONNECT ${new URL(target).host} Basic dXNlcjo=`]);
  });

  it.each([407, 502])('that refuses a tunnel with %p is an error', async (status) => {
    process.env.ALL_PROXY = `http://${(await proxy(status)).url}`;
    const error = await failure(post(httpOver(), 'https://example.invalid/'));
    expect(error).toMatchObject({ isAxiosError: true, code: 'ERR_PROXY_TUNNEL' });
  });

  it('that is not there is an error', async () => {
    const { port } = await listen(createServer());
    servers.pop()!.server.close();
    process.env.all_proxy = `http://127.0.0.1:${port}`;
    for (const protocol of ['http', 'https']) {
      const error = await failure(post(httpOver(), `${protocol}://example.invalid/`));
      expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  it('that hangs is a time limit, and no end to close()', async () => {
    const { port } = await listen(createServer(() => undefined));
    process.env.all_proxy = `http://127.0.0.1:${port}`;
    for (const protocol of ['http', 'https']) {
      const request = post(httpOver({ timeoutMs: 50 }), `${protocol}://example.invalid/`);
      expect(await failure(request)).toMatchObject({ code: 'ECONNABORTED' });
    }
  });

  it('is left out where NO_PROXY says so', async () => {
    process.env.http_proxy = 'http://127.0.0.1:9';
    process.env.no_proxy = 'localhost';
    const url = await serve((_request, response) => void response.end('direct'));
    expect((await post(httpOver(), url)).data).toBe('direct');
  });

  it.each([
    ['http://a.test/', 'a.test', false],
    ['http://b.a.test/', 'a.test', true],
    ['http://b.a.test/', '.a.test', false],
    ['http://b.a.test/', '*.a.test', false],
    ['http://a.test/', 'other, *', false],
    ['http://a.test/', 'a.test:80', false],
    ['https://a.test/', 'a.test:80', true],
    ['https://a.test:8443/', 'A.test.:8443', false],
    ['http://10.1.2.3/', '10.0.0.0/8', false],
    ['http://11.1.2.3/', '10.0.0.0/8', true],
    ['http://10.1.2.3/', '10.0.0.0/99', true],
    ['http://[2001:db8::1]/', '2001:db8::/32', false],
    ['http://[2001:db8::1]/', '[2001:db8:0::1]:80', false],
    ['http://[::ffff:10.1.2.3]/', '10.1.2.3', false],
    ['http://127.0.0.9/', 'localhost', false],
    ['http://[::1]/', '127.0.0.1', false],
    ['http://localhost/', '', true],
    ['ftp://a.test/', '', false],
  ])('counts for %p with NO_PROXY=%p: %p', (url, no_proxy, counts) => {
    const proxyOf = proxiesOf({ http_proxy: 'p:1', HTTPS_PROXY: 'q:1', no_proxy });
    expect(proxyOf(new URL(url)) !== '').toBe(counts);
  });

  it('is not that of http: for https:', () => {
    expect(proxiesOf({ HTTP_PROXY: 'http://p' })(new URL('https://a.test'))).toBe('');
  });
});

describe('a process', () => {
  /** The adapter as JavaScript, for a process of its own. */
  function compile(): string {
    const lib = join(directory, 'lib');
    mkdirSync(lib, { recursive: true });
    writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
    symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
    const names = readdirSync(resolve('lib/delivery')).map((file) => file.replace('.ts', ''));
    for (const name of names.filter((it) => /^(undici|via|read)/.test(it))) {
      const source = readFileSync(resolve(`lib/delivery/${name}.ts`), 'utf8');
      const jsc = { target: 'es2022', parser: { syntax: 'typescript' } } as const;
      writeFileSync(join(lib, `${name}.js`), transformSync(source, { jsc }).code);
    }
    writeFileSync(
      join(directory, 'main.js'),
      `import axios from 'axios';
       import { createUndiciAdapter } from './lib/undici.adapter.js';
       const limits = { connections: 2, timeoutMs: 600_000, maxAnswerBytes: 1000 };
       const http = axios.create(createUndiciAdapter(limits));
       http.post(process.argv[2], '{}').then(
         ({ data }) => console.log(data),
         ({ code }) => console.log(code),
       );`,
    );
    return join(directory, 'main.js');
  }

  it('exits by itself, and has its certificates from its environment', async () => {
    const main = compile();
    const listener: RequestListener = ({ headers }, response) => {
      // Without this the socket would be idle for a few seconds only.
      response.setHeader('Keep-Alive', 'timeout=500').end(headers.connection);
    };
    const [plain, secure] = [await serve(listener), await serveTls(listener)];
    const run = async (url: string, env: object): Promise<string> => {
      const options = { env: { ...ENV, NODE_OPTIONS: '', ...env }, timeout: 20_000 };
      const { stdout } = await promisify(execFile)(process.execPath, [main, url], options);
      return stdout.trim();
    };
    expect(
      await Promise.all([
        run(plain, {}),
        run(secure, {}),
        run(secure, { NODE_EXTRA_CA_CERTS: join(directory, 'cert.pem') }),
        run(secure, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
      ]),
    ).toEqual(['keep-alive', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'keep-alive', 'keep-alive']);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((done) => setTimeout(done, 5));
}
