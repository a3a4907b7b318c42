import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { HttpClient } from '../../lib/delivery/http-client.js';
import { createAxiosAdapter } from '../../lib/nest/converge-webhook.service.js';
import { bodyOf, closeServers, failure, serve, serveRaw, until } from '../utils/local-servers.js';

let client: HttpClient;
let http: AxiosInstance;

beforeEach(() => {
  client = new HttpClient({ concurrency: 1, timeoutMs: 10_000, tls: undefined });
  http = axios.create({ adapter: createAxiosAdapter(client), transformRequest: [] });
});

afterEach(async () => {
  await client.close();
  closeServers();
});

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('a post of text', () => {
  it('has the headers of its config, and an answer as axios gives it', async () => {
    let seen: object = {};
    const url = await serve(async (request, response) => {
      seen = { ...request.headers, body: await bodyOf(request) };
      response.writeHead(201, { 'Retry-After': '7', 'X-Two': ['1', '2'] }).end('answer');
    });
    const headers = { 'X-Mine': 'yes', Accept: false, 'X-Number': 7 };
    const response = await http.post(url, 'body', { headers });
    expect(seen).toMatchObject({ 'x-mine': 'yes', 'x-number': '7', body: 'body' });
    expect(seen).not.toHaveProperty('accept');
    expect(response).toMatchObject({ status: 201, data: 'answer', config: { url } });
    expect(response.headers).toBeInstanceOf(axios.AxiosHeaders);
    expect(response.headers).toMatchObject({ 'retry-after': '7', 'x-two': ['1', '2'] });
    expect((response.headers as { get: (name: string) => unknown }).get('RETRY-after')).toBe('7');
  });

  it('is limited as the client is', async () => {
    const url = await serve((_request, response) => void response.end('x'.repeat(100_000)));
    expect((await http.post(url, '')).data).toBe('x'.repeat(64 * 1_024));
  });

  it('follows no redirect', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(307, { Location: '/elsewhere' }).end();
    });
    const { status } = await http.post(url, '', { validateStatus: null });
    expect(status).toBe(307);
  });

  it('fails with an AxiosError with the code', async () => {
    const url = await serveRaw((socket, count) => {
      if (count === 1) socket.write(ANSWER);
      else socket.resetAndDestroy();
    });
    await http.post(url, '');
    const reset = { isAxiosError: true, code: 'ECONNRESET', config: { url } };
    const first = await failure(http.post(url, ''));
    expect(first).toMatchObject(reset);
    const second = await failure(http.post(url, ''));
    expect(second).toMatchObject(reset);
  });

  it('ends with the timeout of its config, and with the client', async () => {
    let requests = 0;
    const url = await serve(() => requests++);
    const tooLate = { isAxiosError: true, code: 'ECONNABORTED' };
    expect(await failure(http.post(url, '', { timeout: 50 }))).toMatchObject(tooLate);
    const waiting = failure(http.post(url, ''));
    await until(() => requests === 2);
    await client.close();
    expect(await waiting).toMatchObject({ isAxiosError: true, code: 'UND_ERR_DESTROYED' });
  });
});

describe('what only axios can', () => {
  it.each<[string, AxiosRequestConfig, string]>([
    ['auth', { auth: { username: 'a', password: 'b' } }, 'POST / Basic YTpi text'],
    ['params', { params: { a: 'b c' } }, 'POST /?a=b+c  text'],
    ['no proxy', { proxy: false }, 'POST /  text'],
    ['another method', { method: 'put' }, 'PUT /  text'],
    ['bytes', { data: Buffer.from('bytes') }, 'POST /  bytes'],
  ])('is left to it: %s', async (_what, config, expected) => {
    const url = await serve(async (request, response) => {
      const { method, url, headers } = request;
      response.end(`${method} ${url} ${headers.authorization ?? ''} ${await bodyOf(request)}`);
    });
    const { data } = await http.request({ url, method: 'post', data: 'text', ...config });
    expect(data).toBe(expected);
  });

  it('is left to it: a signal', async () => {
    let requests = 0;
    const url = await serve(() => requests++);
    const abort = new AbortController();
    const waiting = failure(http.post(url, '', { signal: abort.signal }));
    await until(() => requests === 1);
    abort.abort();
    expect(await waiting).toMatchObject({ code: 'ERR_CANCELED' });
  });
});
