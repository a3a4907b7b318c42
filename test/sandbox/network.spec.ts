import { hostname } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { createSandbox } from '../../sandbox/server/index.js';
import { anEvent, call, post, type Call } from './sandbox-client.js';
import { StreamClient } from './stream-client.js';
import { useSandbox } from '../utils/use-sandbox.js';

const sandbox = useSandbox({ host: '0.0.0.0', allowedHosts: ['Sandbox.internal'] });
const about = (changes: Call = {}) => call(sandbox.current, { path: '/api/about', ...changes });
const withKey = (headers: Record<string, string> = {}) => ({
  'x-sandbox-key': sandbox.current.accessKey,
  ...headers,
});

/** Opens the page as a browser does, and gives the cookie that it got. */
async function logIn(): Promise<string> {
  const { pathname, search } = new URL(sandbox.current.pageUrl);
  const { status, headers } = await call(sandbox.current, { path: pathname + search });
  expect(status).toBe(200);
  return String(headers['set-cookie']);
}

describe('a sandbox that others can reach', () => {
  it('says so, and has a key, which one for this machine does not need', async () => {
    const { url, pageUrl, accessKey, warning } = sandbox.current;
    expect(warning).toMatch(/^The sandbox listens on 0\.0\.0\.0, not only on this machine/);
    expect(warning).not.toContain(accessKey);
    expect(accessKey).toMatch(/^[\w-]{32}$/);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(pageUrl).toBe(`${url}/?key=${accessKey}`);
    for (const host of [undefined, '127.0.0.1', '127.0.0.2', 'localhost']) {
      const local = await createSandbox({ host });
      expect(local).toMatchObject({ accessKey: undefined, warning: undefined });
      expect(local.pageUrl).toBe(`${local.url}/`);
      expect((await call(local, { path: '/api/about' })).status).toBe(200);
      await local.close();
    }
  });

  it('has a random token, unless one is given', async () => {
    const { token } = sandbox.current;
    expect(token).toMatch(/^[\w-]{32}$/);
    const headers = { 'x-webhook-token': 'sandbox-token' };
    expect((await post(sandbox.current, anEvent(), { headers })).status).toBe(401);
    const other = await createSandbox({ host: '0.0.0.0' });
    expect(other.token).not.toBe(token);
    await other.close();
    const given = await createSandbox({ host: '0.0.0.0', token: 'given' });
    expect(given.token).toBe('given');
    await given.close();
  });

  it('takes events with their token only, as ever', async () => {
    expect((await post(sandbox.current, anEvent())).status).toBe(200);
    const headers = withKey({ 'x-webhook-token': 'wrong' });
    expect((await post(sandbox.current, anEvent(), { headers })).status).toBe(401);
  });

  it.each([
    ['GET', '/'],
    ['GET', '/assets/page.js'],
    ['GET', '/api/requests'],
    ['GET', '/api/events'],
    ['GET', '/api/stream'],
    ['PUT', '/api/fault'],
    ['DELETE', '/api/requests'],
    ['GET', '/nothing'],
    ['POST', '/api/webhooks/x'],
  ])('answers 401 to %s %s without the key, or with a wrong one', async (method, path) => {
    for (const headers of [{}, { 'x-sandbox-key': 'wrong' }, { cookie: 'converge_sandbox=x' }]) {
      const answer = await call(sandbox.current, { method, path, headers });
      expect(answer.status).toBe(401);
      expect(answer.json.error).toMatch(/^the access key is missing or wrong: open the address /);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('keeps neither the key nor the cookie of a request', async () => {
    const [cookie = ''] = (await logIn()).split(';');
    await post(sandbox.current, anEvent(), { headers: withKey({ cookie }) });
    const kept = JSON.stringify(sandbox.current.requests());
    expect(kept).toContain('[token]');
    expect(kept).not.toContain(sandbox.current.accessKey);
    expect(kept).not.toContain('converge_sandbox');
  });

  it('lets a program in with a header', async () => {
    expect((await about({ headers: withKey() })).status).toBe(200);
    const stream = await StreamClient.open(sandbox.current, '', withKey() as any);
    await stream.until((client) => client.named('fault').length === 1);
    stream.close();
  });

  it('lets a browser in with a cookie that no script and no other site can use', async () => {
    const setCookie = await logIn();
    expect(setCookie).toMatch(
      /^converge_sandbox_\d+=[\w-]{32}; HttpOnly; SameSite=Strict; Path=\/$/,
    );
    const [cookie = ''] = setCookie.split(';');
    expect((await about({ headers: { cookie } })).status).toBe(200);
    expect((await about({ headers: { cookie: `a=b; ${cookie}; c=d` } })).status).toBe(200);
    expect((await about({ headers: { cookie: `${cookie}x` } })).status).toBe(401);
  });

  it('takes the key from the address of the page only', async () => {
    const key = sandbox.current.accessKey ?? '';
    expect((await about({ path: `/api/about?key=${key}` })).status).toBe(401);
    expect((await about({ path: `/?key=${key}x` })).status).toBe(401);
    expect((await about({ path: `/?key=${key}`, method: 'POST' })).status).toBe(401);
  });

  it.each(['127.0.0.1', '127.0.0.1:1', '192.0.2.7:4400', '[2001:db8::1]:80', 'sandbox.INTERNAL:1'])(
    'serves the Host %s, to pages of the same origin',
    async (host) => {
      expect((await about({ headers: withKey({ host }) })).status).toBe(200);
      for (const scheme of ['http', 'https']) {
        const headers = withKey({ host, origin: `${scheme}://${host.toLowerCase()}` });
        expect((await about({ headers })).status).toBe(200);
      }
      const headers = withKey({ host, origin: 'http://192.0.2.66' });
      expect((await about({ headers })).status).toBe(403);
    },
  );

  it('serves the name of this machine, and no other', async () => {
    expect((await about({ headers: withKey({ host: `${hostname()}:1` }) })).status).toBe(200);
    for (const host of ['shop.example', '192.0.2.7.shop.example:80', 'x.sandbox.internal']) {
      expect((await about({ headers: withKey({ host }) })).status).toBe(403);
      expect((await post(sandbox.current, anEvent(), { headers: { host } })).status).toBe(403);
    }
  });
});
