import { execFile } from 'node:child_process';
import dns from 'node:dns';
import { readFileSync, writeFileSync } from 'node:fs';
import { type RequestListener, createServer as createHttpServer } from 'node:http';
import { type Socket, createServer } from 'node:net';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HttpClient, type HttpSettings } from '../../lib/delivery/http-client.js';
import { makeCertificate, type Certificate } from '../utils/certificate.js';
import {
  bodyOf,
  closeServers,
  failure,
  forward,
  listen,
  serve,
  serveProxy,
  serveRaw,
  serveTls,
  unusedPort,
  until,
} from '../utils/local-servers.js';
import { usePrograms } from '../utils/programs.js';

const TOKEN = 'the-secret-token';
const HEADERS = { 'Content-Type': 'application/json', 'X-Webhook-Token': TOKEN };
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const PROXY_NAMES = ['http_proxy', 'https_proxy', 'no_proxy'];
const ENV = { ...process.env };

let tls: Certificate;
const clients: HttpClient[] = [];

beforeAll(async () => {
  tls = await makeCertificate();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  closeServers();
  for (const name of PROXY_NAMES.flatMap((name) => [name, name.toUpperCase()])) {
    delete process.env[name];
    if (ENV[name] !== undefined) process.env[name] = ENV[name];
  }
});

function clientWith(settings: Partial<HttpSettings> = {}): HttpClient {
  const client = new HttpClient({ concurrency: 4, timeoutMs: 10_000, tls: undefined, ...settings });
  clients.push(client);
  return client;
}

function post(client: HttpClient, url: string, body = '{}') {
  return client.post(url, body, HEADERS);
}

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
    const client = clientWith({ concurrency: 3 });
    const bodies = Array.from({ length: 200 }, (_, index) => `{"index":${index}}`);
    const url = `http://127.0.0.1:${port}/`;
    const answers = await Promise.all(bodies.map((body) => post(client, url, body)));
    expect(answers.map(({ text }) => text)).toEqual(bodies);
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
    const client = clientWith({ concurrency: 3 });
    let failures = 0;
    const postUntilItWorks = async (): Promise<void> => {
      const answer = await post(client, `http://127.0.0.1:${port}/`).catch(
        (error: object) => error,
      );
      if ('status' in answer) return;
      expect(answer).toMatchObject({ code: 'ECONNREFUSED' });
      if (++failures === 20) server.listen(port, '127.0.0.1');
      await postUntilItWorks();
    };
    await Promise.all(Array.from({ length: 200 }, postUntilItWorks));
    expect(most).toBe(3);
    await client.close();
    await until(() => sockets.size === 0);
  });
});

describe('a receiver that accepts and never reads', () => {
  it.each(['http', 'https'])('has at most as many %s: connections as allowed', async (name) => {
    let accepted = 0;
    const server = createServer({ pauseOnConnect: true }, () => accepted++);
    const { port } = await listen(server);
    const client = clientWith({ concurrency: 2, timeoutMs: 50 });
    // More than the system buffers, so that its end would never arrive.
    const body = 'x'.repeat(8_000_000);
    const url = `${name}://127.0.0.1:${port}/`;
    for (let round = 0; round < 3; round++) {
      await Promise.all([failure(post(client, url, body)), failure(post(client, url, body))]);
    }
    await until(() => accepted > 4);
    expect(connectionsTo(port)).toBeLessThanOrEqual(2);
  });
});

describe('a name that does not resolve', () => {
  it('is looked up once for all that wait for it', async () => {
    const looked: string[] = [];
    const ends: Array<() => void> = [];
    const lookup = jest.spyOn(dns, 'lookup').mockImplementation(((...args: any[]) => {
      looked.push(args[0]);
      ends.push(() => args[2](Object.assign(new Error(), { code: 'ENOTFOUND' })));
    }) as never);
    try {
      const client = clientWith({ timeoutMs: 50 });
      const names = ['http', 'https', 'http', 'http', 'http'];
      for (const name of names) await failure(post(client, `${name}://a.invalid/`));
      expect(looked).toEqual(['a.invalid', 'a.invalid']);
      ends.forEach((end) => end());
      const waiting = [
        failure(post(client, 'http://a.invalid/')),
        failure(post(client, 'http://a.invalid/')),
      ];
      await until(() => looked.length === 3);
      ends[2]!();
      for (const { code } of await Promise.all(waiting)) expect(code).toBe('ENOTFOUND');
    } finally {
      lookup.mockRestore();
    }
  });
});

describe('a request', () => {
  it('is sent byte for byte, with its headers and no others', async () => {
    let seen: object = {};
    const url = await serve(async (request, response) => {
      const { method, url, headers } = request;
      seen = { method, url, headers, body: await bodyOf(request) };
      response.end();
    });
    const body = '{ "a":  "\\u00e9 € 😀" }';
    await post(clientWith(), `${url}hook?a=1#part`, body);
    expect(seen).toEqual({
      method: 'POST',
      url: '/hook?a=1',
      body,
      headers: {
        host: new URL(url).host,
        connection: 'keep-alive',
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'x-webhook-token': TOKEN,
      },
    });
  });

  it.each(['a\r\nX-Evil: 1', 'a\nb', 'a\0'])(
    'takes no other header in a value: %j',
    async (value) => {
      let requests = 0;
      const url = await serve((_request, response) => {
        requests++;
        response.end();
      });
      const client = clientWith();
      const error = await failure(client.post(url, '{}', { ...HEADERS, 'X-Webhook-Token': value }));
      expect(error).toMatchObject({ code: 'UND_ERR_INVALID_ARG' });
      expect(inspect(error)).not.toContain(value);
      expect(requests).toBe(0);
      expect(await post(client, url)).toMatchObject({ status: 200 });
    },
  );

  it.each([
    ['not a url', 'ERR_INVALID_URL'],
    ['http://[::1', 'ERR_INVALID_URL'],
    ['ftp://localhost/', 'UND_ERR_INVALID_ARG'],
  ])('fails with a code for the address %p', async (url, code) => {
    expect(await failure(post(clientWith(), url))).toMatchObject({ code });
  });
});

describe('an answer', () => {
  it('has status, headers and text', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('X-Two', ['1', '2']);
      response.writeHead(429, { 'Retry-After': '7' }).end('{"é":"€"}');
    });
    expect(await post(clientWith(), url)).toMatchObject({
      status: 429,
      headers: { 'retry-after': '7', 'x-two': ['1', '2'] },
      text: '{"é":"€"}',
    });
  });

  it('comes together from its parts, and is cut where it is too long, with its connection', async () => {
    let closed = 0;
    const url = await serve(async ({ socket, url }, response) => {
      if (url === '/long') socket.once('close', () => closed++);
      const parts = url === '/long' ? 1_000_000 : 10;
      for (let i = 0; i < parts && !socket.destroyed; i++) {
        response.write('é'.repeat(1_000));
        await new Promise((done) => setImmediate(done));
      }
      response.end();
    });
    const client = clientWith();
    expect((await post(client, url)).text).toBe('é'.repeat(10_000));
    const text = 'é'.repeat(32 * 1_024);
    expect(await post(client, `${url}long`)).toMatchObject({ status: 200, text });
    await until(() => closed === 1);
  });

  it('may have a header called __proto__', async () => {
    const proto = '__proto__: a\r\n'.repeat(2);
    const url = await serveRaw((socket) => socket.write(ANSWER.replace('\r\n', `\r\n${proto}`)));
    expect(await post(clientWith(), url)).toMatchObject({ status: 200, text: 'ok' });
  });
});

describe('an answer of 2xx', () => {
  const write = (socket: Socket, ...parts: string[]) => {
    const timer = setInterval(() => {
      if (parts.length > 0) socket.write(parts.shift()!);
    }, 1);
    socket.on('close', () => clearInterval(timer));
  };
  const endless = (socket: Socket, text: string) => {
    const timer = setInterval(() => socket.write(text), 10);
    socket.on('close', () => clearInterval(timer));
  };
  const NO_LENGTH = 'HTTP/1.1 200 OK\r\n';
  const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

  it.each<[string, (socket: Socket) => void]>([
    ['ends too early', (socket) => socket.end(ANSWER.slice(0, -1))],
    [
      'is reset within its headers',
      (socket) => socket.write(NO_LENGTH, () => socket.resetAndDestroy()),
    ],
    ['hangs within its body', (socket) => socket.write(ANSWER.slice(0, -1))],
    ['has endless headers', (socket) => socket.write(`${NO_LENGTH}A: ${'x'.repeat(60_000)}`)],
    ['trickles in its headers', (socket) => (socket.write(NO_LENGTH), endless(socket, 'A: b\r\n'))],
    ['trickles in its body', (socket) => (socket.write(`${NO_LENGTH}\r\n`), endless(socket, '.'))],
    ['comes after a Continue', (socket) => socket.write(CONTINUE + ANSWER)],
    ['comes after two, in parts', (socket) => write(socket, ...(CONTINUE + CONTINUE + ANSWER))],
    ['comes in parts', (socket) => write(socket, ...ANSWER)],
  ])('counts though it %s, and only once', async (what, answer) => {
    let requests = 0;
    const url = await serveRaw((socket) => {
      requests++;
      answer(socket);
    });
    const timeoutMs = what.startsWith('comes') ? 10_000 : 300;
    const answered = await post(clientWith({ timeoutMs }), url);
    expect(answered.status).toBe(200);
    if (what.startsWith('comes')) expect(answered.text).toBe('ok');
    expect(requests).toBe(1);
  });

  it('lets its connection be used again after a Continue', async () => {
    const sockets = new Set<Socket>();
    const url = await serveRaw((socket) => {
      sockets.add(socket);
      socket.write(CONTINUE + ANSWER);
    });
    const client = clientWith({ concurrency: 1 });
    for (let n = 0; n < 3; n++) expect((await post(client, url)).text).toBe('ok');
    expect(sockets.size).toBe(1);
  });
});

describe('a failure', () => {
  const NO = ANSWER.replace('200 OK', '500 No');

  it.each<[string, (socket: Socket) => void, string | undefined]>([
    ['a reset', (socket) => socket.resetAndDestroy(), 'ECONNRESET'],
    ['an end', (socket) => socket.end(), 'UND_ERR_SOCKET'],
    ['half an answer', (socket) => socket.end(NO.slice(0, -1)), 'UND_ERR_SOCKET'],
    [
      'half a last answer',
      (socket) => socket.end(NO.slice(0, -1).replace('\r\n', '\r\nConnection: close\r\n')),
      'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
    ],
    ['no HTTP', (socket) => socket.end(`SSH-2.0 ${TOKEN}\r\n\r\n`), undefined],
    [
      'endless headers',
      (socket) => socket.end(`HTTP/1.1 500 No\r\nA: ${TOKEN.repeat(3_000)}\r\n\r\n`),
      'UND_ERR_HEADERS_OVERFLOW',
    ],
  ])('has a code for %s, and holds no secret', async (_what, answer, code) => {
    const url = await serveRaw(answer);
    const error = await failure(post(clientWith(), `${url}secret-path`));
    expect(error).toMatchObject({ name: 'Error', code });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/secret-(token|path)/);
  });

  it('has the code for a refused connection and for a name that does not exist', async () => {
    const refused = await failure(post(clientWith(), `http://localhost:${await unusedPort()}/`));
    expect(refused.code).toBe('ECONNREFUSED');
    const unknown = await failure(post(clientWith(), 'http://does-not-exist.invalid/'));
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(unknown.code);
  });
});

describe('the time limit', () => {
  const tooLate = { code: 'ECONNABORTED', message: 'timeout of 50ms exceeded' };

  it.each<[string, (socket: Socket) => void]>([
    ['before', () => undefined],
    ['within', (socket) => socket.write('HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n')],
  ])('ends a request whose server hangs %s its answer', async (_when, answer) => {
    let open: Socket | undefined;
    const url = await serveRaw((socket) => answer((open = socket)));
    expect(await failure(post(clientWith({ timeoutMs: 50 }), url))).toMatchObject(tooLate);
    expect(await failure(clientWith().post(url, '{}', {}, 50))).toMatchObject(tooLate);
    await until(() => open === undefined || open.destroyed);
  });

  it('covers the making of a connection', async () => {
    // Accepts, and never says a word of TLS.
    const { port } = await listen(createServer());
    const client = clientWith({ timeoutMs: 50 });
    expect(await failure(post(client, `https://localhost:${port}/`))).toMatchObject(tooLate);
  });

  it('covers the wait for a socket, and what waited takes none afterwards', async () => {
    const seen: string[] = [];
    let release: (() => void) | undefined;
    const url = await serve(async (request, response) => {
      seen.push(await bodyOf(request));
      if (release) response.end('next');
      else release = () => response.end('first');
    });
    const client = clientWith({ concurrency: 1 });
    const first = post(client, url, '1');
    await until(() => release !== undefined);
    expect(await failure(client.post(url, '2', {}, 50))).toMatchObject(tooLate);
    release!();
    expect((await first).text).toBe('first');
    expect((await post(client, url, '3')).text).toBe('next');
    expect(seen).toEqual(['1', '3']);
  });
});

describe('close()', () => {
  it('ends what is under way and what waits, and everything later fails', async () => {
    let requests = 0;
    let closed = 0;
    const url = await serve(({ socket }) => {
      requests++;
      socket.once('close', () => closed++);
    });
    const client = clientWith({ concurrency: 2 });
    const all = Array.from({ length: 5 }, () => failure(post(client, url)));
    await until(() => requests === 2);
    await client.close();
    for (const error of await Promise.all(all)) expect(error.code).toBe('UND_ERR_DESTROYED');
    for (const later of [url, await serve(answerUrl)]) {
      expect(await failure(post(client, later))).toMatchObject({ code: 'UND_ERR_DESTROYED' });
    }
    await until(() => closed === 2);
    expect(requests).toBe(2);
  });

  it('ends a connection that is being made', async () => {
    const { port, sockets } = await listen(createServer());
    const client = clientWith();
    const waiting = failure(post(client, `https://localhost:${port}/`));
    await until(() => sockets.size === 1);
    await client.close();
    expect(await waiting).toMatchObject({ code: 'UND_ERR_DESTROYED' });
  });
});

describe('TLS', () => {
  it('refuses a certificate that is not trusted, and takes what the options say', async () => {
    const url = await serveTls(tls, (_request, response) => void response.end('secure'));
    const untrusted = { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
    expect(await failure(post(clientWith(), url))).toMatchObject(untrusted);
    expect((await post(clientWith({ tls: { ca: tls.cert } }), url)).text).toBe('secure');
    const careless = clientWith({ tls: { rejectUnauthorized: false } });
    expect((await post(careless, url)).text).toBe('secure');
    const named = clientWith({ tls: { ca: tls.cert, servername: 'example.com' } });
    const error = await failure(post(named, url));
    expect(error).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });
});

describe('a proxy of the environment', () => {
  /** A server of this machine under the name of another one: this machine is never proxied. */
  const serveElsewhere = async (listener: RequestListener) =>
    (await serveTls(tls, listener)).replace('localhost', 'converge.test');
  const trusting = () => ({ ca: tls.cert, servername: 'localhost' });

  it('is asked for the absolute address of an http: target', async () => {
    const { host, log } = await serveProxy();
    process.env.HTTP_PROXY = `http://us%40er:pass@${host}`;
    const target = 'http://converge.test:9/hook?a=1';
    const headers = { ...HEADERS };
    expect((await clientWith().post(target, '{}', headers)).text).toBe('from the proxy');
    expect(log).toEqual([`POST ${target} converge.test:9 Basic dXNAZXI6cGFzcw==`]);
    expect(headers).toEqual(HEADERS);
  });

  it('opens one tunnel for many https: requests, with the TLS settings for the target', async () => {
    const target = await serveElsewhere((_request, response) => void response.end('secure'));
    const { host, log } = await serveProxy();
    process.env.https_proxy = `http://user:pass@${host}`;
    const untrusted = { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
    expect(await failure(post(clientWith(), target))).toMatchObject(untrusted);
    log.length = 0;
    const client = clientWith({ concurrency: 1, tls: trusting() });
    for (let i = 0; i < 3; i++) expect((await post(client, target)).text).toBe('secure');
    expect(log).toEqual([`CONNECT ${new URL(target).host} Basic dXNlcjpwYXNz`]);
  });

  it('may pass on a Continue before the answer', async () => {
    const answer: RequestListener = (_request, response) => {
      response.writeContinue();
      response.end('continued');
    };
    process.env.http_proxy = await serve(answer);
    process.env.https_proxy = `http://${(await serveProxy()).host}`;
    const client = clientWith({ tls: trusting() });
    for (const target of ['http://converge.test/', await serveElsewhere(answer)]) {
      for (let n = 0; n < 2; n++) expect((await post(client, target)).text).toBe('continued');
    }
  });

  it.each(['http', 'https'])(
    'is an error for %s: where it refuses or is not there',
    async (name) => {
      const codeOver = async (proxy: string) => {
        process.env.http_proxy = proxy;
        return (await failure(post(clientWith(), `${name}://example.invalid/`))).code;
      };
      const refused = await codeOver(`http://${(await serveProxy(407)).host}`);
      expect(refused).toMatch(/^UND_ERR_(INVALID_ARG|ABORTED)$/);
      expect(await codeOver(`http://127.0.0.1:${await unusedPort()}`)).toBe('ECONNREFUSED');
      expect(await codeOver('no://pass@url')).toBe('UND_ERR_INVALID_ARG');
    },
  );

  it('that hangs ends with the time limit, and may open the tunnel to the next request', async () => {
    const target = await serveElsewhere((_request, response) => void response.end('secure'));
    const { host } = await serveProxy();
    let isHanging = true;
    const { port } = await listen(
      createServer((socket) => {
        if (isHanging) return void socket.on('data', () => undefined);
        forward(socket, Number(host.split(':')[1]));
      }),
    );
    process.env.https_proxy = `http://127.0.0.1:${port}`;
    const client = clientWith({ concurrency: 1, timeoutMs: 1_000, tls: trusting() });
    expect(await failure(post(client, target))).toMatchObject({ code: 'ECONNABORTED' });
    isHanging = false;
    let text: string | undefined;
    for (let n = 0; n < 20 && text === undefined; n++) {
      text = (await post(client, target).catch(() => undefined))?.text;
    }
    expect(text).toBe('secure');
  });

  it('that hangs does not hold up close()', async () => {
    const { port, sockets } = await listen(createServer((socket) => void socket.resume()));
    process.env.http_proxy = `http://127.0.0.1:${port}`;
    const client = clientWith();
    const all = ['http', 'https'].map((name) => failure(post(client, `${name}://a.invalid/`)));
    await until(() => sockets.size === 2);
    await client.close();
    for (const error of await Promise.all(all)) expect(error.code).toBe('UND_ERR_DESTROYED');
    await until(() => sockets.size === 0);
  });

  it('is never asked for this machine, so that it gets no token in clear', async () => {
    const { host, log } = await serveProxy();
    process.env.http_proxy = process.env.https_proxy = `http://${host}`;
    const url = await serve(answerUrl);
    expect((await post(clientWith(), url)).text).toBe(url);
    const byName = url.replace('127.0.0.1', 'localhost');
    expect((await post(clientWith(), byName)).text).toBe(byName);
    const secure = await serveTls(tls, answerUrl);
    expect((await post(clientWith({ tls: { ca: tls.cert } }), secure)).status).toBe(200);
    expect(log).toEqual([]);
  });
});

describe('a process', () => {
  const programs = usePrograms();

  it('exits by itself, and has its certificates from its environment', async () => {
    const main = join(programs.folder, 'post-once.js');
    writeFileSync(
      main,
      `import { HttpClient } from '${programs.file('lib/delivery/http-client')}';
       new HttpClient({ concurrency: 2, timeoutMs: 600_000 })
         .post(process.argv[2], '{}', {})
         .then(({ text }) => console.log(text), ({ code }) => console.log(code));`,
    );
    const cert = join(programs.newFolder(), 'cert.pem');
    writeFileSync(cert, tls.cert);
    const listener: RequestListener = ({ headers }, response) => {
      // Without this the socket would be idle for a few seconds only.
      response.setHeader('Keep-Alive', 'timeout=500').end(headers.connection);
    };
    const [plain, secure] = [await serve(listener), await serveTls(tls, listener)];
    const run = async (url: string, env: object): Promise<string> => {
      const options = { env: { ...ENV, NODE_OPTIONS: '', ...env }, timeout: 20_000 };
      const { stdout } = await promisify(execFile)(process.execPath, [main, url], options);
      return stdout.trim();
    };
    expect(await run(plain, {})).toBe('keep-alive');
    expect(await run(secure, {})).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    for (const env of [{ NODE_EXTRA_CA_CERTS: cert }, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }]) {
      expect(await run(secure, env)).toBe('keep-alive');
    }
  });
});

/** How many connections to a port the system of this machine keeps on the client's side, in any state. */
function connectionsTo(port: number): number {
  const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  return lines.filter((line) => line.trim().split(/\s+/)[2]?.endsWith(remote)).length;
}

const answerUrl: RequestListener = ({ headers, url }, response) => {
  response.end(`http://${headers.host}${url}`);
};
