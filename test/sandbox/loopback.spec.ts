import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { anEvent, useClient } from './sandbox-client.js';

const { sandbox, call, post } = useClient();
const port = () => new URL(sandbox.url).port;

describe('what the sandbox serves, and to whom', () => {
  it('listens on 127.0.0.1', () => {
    expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(sandbox.endpoint).toBe(`${sandbox.url}/api/webhooks`);
  });

  it.each(['127.0.0.1:PORT', 'localhost:PORT', 'LOCALHOST:PORT', '[::1]:PORT'])(
    'serves the Host %s and its origin',
    async (pattern) => {
      const host = pattern.replace('PORT', port());
      const headers = { host, origin: `http://${host.toLowerCase()}` };
      expect((await call({ path: '/api/about', headers })).status).toBe(200);
      expect((await post(anEvent(), { headers })).status).toBe(200);
    },
  );

  it.each(['shop.example:PORT', '127.0.0.1', 'localhost:1', '127.0.0.1.shop.example:PORT'])(
    'answers 403 to the Host %s',
    async (pattern) => {
      const headers = { host: pattern.replace('PORT', port()) };
      for (const answer of [await call({ headers }), await post(anEvent(), { headers })]) {
        const error = expect.stringMatching(/^foreign Host: open /);
        expect([answer.status, answer.json]).toEqual([403, { simulated: true, error }]);
      }
      expect(sandbox.requests()).toEqual([]);
    },
  );

  it.each(['https://shop.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1:PORT'])(
    'answers 403 to the Origin %s, without CORS headers',
    async (pattern) => {
      const headers = { origin: pattern.replace('PORT', port()) };
      for (const answer of [
        await call({ path: '/api/events', headers }),
        await post(anEvent(), { headers }),
        await call({ method: 'OPTIONS', path: '/api/webhooks', headers }),
      ]) {
        const error = expect.stringMatching(/^foreign Origin: /);
        expect([answer.status, answer.json]).toEqual([403, { simulated: true, error }]);
        expect(Object.keys(answer.headers).join()).not.toContain('access-control');
      }
      expect(sandbox.events()).toEqual([]);
    },
  );

  it.each(
    '/nothing /api/webhooks/ /api/requests/1/2 /assets/ /healthz // /% /__proto__ /constructor'.split(
      ' ',
    ),
  )('answers 404 to %s', async (path) => {
    expect(await call({ path })).toMatchObject({ status: 404, json: { simulated: true } });
  });

  it.each([
    ['GET', '/api/webhooks', 'POST'],
    ['PUT', '/api/webhooks', 'POST'],
    ['POST', '/', 'GET'],
    ['DELETE', '/api/events', 'GET'],
    ['POST', '/api/requests', 'GET, DELETE'],
    ['DELETE', '/api/requests/1', 'GET'],
    ['POST', '/api/fault', 'GET, PUT, DELETE'],
    ['GET', '/api/validate', 'POST'],
  ])('answers 405 to %s %s', async (method, path, allowed) => {
    const wanted = { status: 405, headers: { allow: allowed }, json: { simulated: true } };
    expect(await call({ method, path })).toMatchObject(wanted);
  });

  it.each([
    'nonsense\r\n\r\n',
    'POST /api/webhooks HTTP/1.1\r\n\r\n',
    'GET / HTTP/1.0\r\n\r\n',
    'POST /api/webhooks HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n',
    `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n\r\n`,
  ])('survives the malformed request %#', async (bytes) => {
    const socket = createConnection(Number(port()), '127.0.0.1', () => socket.write(bytes));
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await post(anEvent())).status).toBe(200);
  });

  it('survives a client that leaves in the middle of its body, and logs nothing of it', async () => {
    const head = `POST /api/webhooks HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\nContent-Length: 9\r\n\r\n{`;
    await new Promise<void>((resolve) => {
      const socket = createConnection(Number(port()), '127.0.0.1', () =>
        socket.write(head, () => socket.destroy()),
      );
      socket.on('close', () => resolve());
    });
    expect((await post(anEvent())).status).toBe(200);
    expect(sandbox.requests()).toMatchObject([{ outcome: 'accepted' }]);
  });
});
