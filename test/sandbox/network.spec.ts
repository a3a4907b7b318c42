import { hostname } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { createSandbox } from '../../sandbox/server/index.js';
import { anEvent, type Call, clientOf, useClient } from './sandbox-client.js';
import { StreamClient } from './stream-client.js';

const { sandbox, call, post } = useClient({ host: '0.0.0.0', allowedHosts: ['Sandbox.internal'] });
const about = (changes: Call = {}) => call({ path: '/api/about', ...changes });
const withKey = (headers: Record<string, string> = {}) => ({
  'x-sandbox-key': sandbox.accessKey,
  ...headers,
});

/** Opens the page as a browser does. @returns the cookie, and the folder that it is for */
async function logIn(): Promise<string[]> {
  const { pathname, search } = new URL(sandbox.pageUrl);
  const { status, headers, text } = await call({ path: pathname + search });
  expect(status).toBe(200);
  const form = /^(converge_sandbox=[\w-]{32}); HttpOnly; SameSite=Strict; Path=(\/[\w-]{32}\/)$/;
  const [, cookie = '', path = ''] = form.exec(String(headers['set-cookie'])) ?? [];
  expect(text).toContain(`url=${path}"`);
  return [cookie, path];
}

describe('a sandbox that others can reach', () => {
  it('says so, and has a key, which one for this machine does not need', async () => {
    const { url, pageUrl, accessKey, warning } = sandbox;
    expect(warning).toMatch(/^The sandbox listens on 0\.0\.0\.0, not only on this machine/);
    expect(warning).not.toContain(accessKey);
    expect(accessKey).toMatch(/^[\w-]{32}$/);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(pageUrl).toBe(`${url}/?key=${accessKey}`);
    for (const host of [undefined, '127.0.0.1', '127.0.0.2', 'localhost']) {
      const local = await createSandbox({ host });
      expect(local).toMatchObject({ accessKey: undefined, warning: undefined });
      expect(local.pageUrl).toBe(`${local.url}/`);
      expect((await clientOf(local).call({ path: '/api/about' })).status).toBe(200);
      await local.close();
    }
  });

  it('has a random token, unless one is given', async () => {
    const { token } = sandbox;
    expect(token).toMatch(/^[\w-]{32}$/);
    const headers = { 'x-webhook-token': 'sandbox-token' };
    expect((await post(anEvent(), { headers })).status).toBe(401);
    const other = await createSandbox({ host: '0.0.0.0' });
    expect(other.token).not.toBe(token);
    await other.close();
    const given = await createSandbox({ host: '0.0.0.0', token: 'given' });
    expect(given.token).toBe('given');
    await given.close();
  });

  it('takes events with their token only, as ever', async () => {
    expect((await post(anEvent())).status).toBe(200);
    const headers = withKey({ 'x-webhook-token': 'wrong' });
    expect((await post(anEvent(), { headers })).status).toBe(401);
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
      const answer = await call({ method, path, headers });
      expect(answer.status).toBe(401);
      expect(answer.json.error).toMatch(/^the access key is missing or wrong: open the address /);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('keeps neither the key nor the cookie of a request', async () => {
    const [cookie = ''] = await logIn();
    await post(anEvent(), { headers: withKey({ cookie }) });
    const kept = JSON.stringify(sandbox.requests());
    expect(kept).toContain('[token]');
    expect(kept).not.toContain(sandbox.accessKey);
    expect(kept).not.toContain('converge_sandbox');
  });

  it('lets a program in with a header', async () => {
    expect((await about({ headers: withKey() })).status).toBe(200);
    const stream = await StreamClient.open(sandbox, '', withKey() as any);
    await stream.until((client) => client.named('fault').length === 1);
    stream.close();
  });

  it('lets a browser in with a cookie that no script, no other site and no other port gets', async () => {
    const [cookie = '', folder = ''] = await logIn();
    const status = async (path: string, headers: Call['headers']) =>
      (await call({ path, headers })).status;
    const inFolder = `${folder}api/about`;
    expect(await status(inFolder, { cookie })).toBe(200);
    expect(await status(inFolder, { cookie: `a=b; ${cookie}; c=d` })).toBe(200);
    expect(await status(folder, { cookie })).toBe(200);
    // A browser sends it to all ports of the host, but for this path only, which no other port knows.
    expect(await status('/api/about', { cookie })).toBe(401);
    expect(await status(inFolder, { cookie: `${cookie}x` })).toBe(401);
    expect(await status(inFolder, {})).toBe(401);
    expect(await status(`/${'x'.repeat(32)}/api/about`, { cookie })).toBe(401);
  });

  it('takes the key from the address of the page only', async () => {
    const key = sandbox.accessKey ?? '';
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
      expect((await post(anEvent(), { headers: { host } })).status).toBe(403);
    }
  });
});
