import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PageFiles } from '../../sandbox/server/http/page-files.js';
import { route, type Routes } from '../../sandbox/server/http/router.js';
import { closeServers, serve } from '../utils/local-servers.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';

const folder = useTemporaryFolder();
let url: string;

function build(): void {
  mkdirSync(join(folder.path, 'page-files', 'assets', 'folder.js'), { recursive: true });
  writeFileSync(join(folder.path, 'secret.json'), 'secret');
  writeFileSync(join(folder.path, 'page-files', 'index.html'), '<!doctype html>');
  for (const name of ['page.js', 'page.css', 'icon.svg', 'secret.key', '.hidden.js']) {
    writeFileSync(join(folder.path, 'page-files', 'assets', name), `content of ${name}`);
  }
}

beforeEach(async () => {
  url = await serve((request, response) => {
    const page = new PageFiles(pathToFileURL(join(folder.path, 'page-files/')));
    const routes = {
      '/': { GET: () => page.sendIndex(response) },
      '/assets/*': { GET: ({ name }: { name: string }) => page.sendAsset(response, name) },
    };
    void route(routes, request, response);
  });
});
afterEach(closeServers);

describe('the files of the page', () => {
  it('says what to run while there are none', async () => {
    const answer = await fetch(url);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: expect.stringContaining('build:page') });
  });

  it('serves the page with a policy that allows nothing but its own files', async () => {
    build();
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(await answer.text()).toBe('<!doctype html>');
  });

  it.each([
    ['page.js', 'text/javascript; charset=utf-8'],
    ['page.css', 'text/css; charset=utf-8'],
    ['icon.svg', 'image/svg+xml'],
  ])('serves %s as %s', async (name, type) => {
    build();
    const answer = await fetch(`${url}assets/${name}`);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(await answer.text()).toBe(`content of ${name}`);
  });

  const ESCAPES = '..%2f..%2fsecret.json ..%5c..%5csecret.json %2e%2e%2f%2e%2e%2fsecret.json';
  it.each([
    ...'missing.js secret.key .hidden.js page.js%00 constructor'.split(' '),
    ...ESCAPES.split(' '),
  ])('does not serve %s', async (name) => {
    build();
    expect((await fetch(`${url}assets/${name}`)).status).toBe(404);
  });

  it('does not fall over a folder', async () => {
    build();
    const answer = await fetch(`${url}assets/folder.js`);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ error: expect.stringContaining('EISDIR') });
  });
});

it('ends the connection of an answer that cannot be sent', async () => {
  const GET: Routes[string]['GET'] = ({ response }) => {
    response.setHeader('Trailer', 'x');
    return {};
  };
  let routed: Promise<void> | undefined;
  const wrong = await serve((...call) => void (routed = route({ '/': { GET } }, ...call)));
  await expect(fetch(wrong)).rejects.toThrow();
  await expect(routed).resolves.toBeUndefined();
});
