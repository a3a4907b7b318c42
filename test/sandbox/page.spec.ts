import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { createSandbox, type Sandbox } from '../../lib/sandbox/index.js';
import { pageScript } from '../../lib/sandbox/page-script.js';
import { anEvent, call, post } from './sandbox-client.js';
import { useSandbox } from './use-sandbox.js';

const sandbox = useSandbox({ token: 'a-secret-token' });

function feed(of: Sandbox = sandbox.current, revision = '') {
  return call(of, { path: `/api/feed?revision=${encodeURIComponent(revision)}` });
}

describe('GET /', () => {
  it('is an HTML page that browsers neither keep nor guess the type of', async () => {
    const { status, headers, text } = await call(sandbox.current, { path: '/?utm=1' });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(text).toContain('<title>Converge sandbox</title>');
    expect(text).toContain('This is a local simulation, not Converge.');
    expect(text).toContain(`curl ${sandbox.current.endpoint} `);
  });

  it('allows its own script and style only, by their hashes', async () => {
    const { headers, text } = await call(sandbox.current);
    const policy = String(headers['content-security-policy']);
    for (const tag of ['script', 'style']) {
      const [found, content = ''] = new RegExp(`<${tag}>(.*)</${tag}>`, 's').exec(text) ?? [];
      expect(found).toBeDefined();
      const hash = createHash('sha256').update(content).digest('base64');
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(text).not.toMatch(/ (style|on\w+)=/);
  });

  it('has a script that parses and never writes HTML', () => {
    expect(() => new Script(pageScript)).not.toThrow();
    expect(pageScript).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval/);
  });
});

describe('GET /api/feed', () => {
  it('lists events and requests that were not taken, newest first', async () => {
    const event = anEvent();
    await post(sandbox.current, event);
    await post(sandbox.current, anEvent({ aliases: [] }));
    await post(sandbox.current, event);
    sandbox.current.misbehave({ status: 204 }, 1);
    await post(sandbox.current, anEvent({ event_id: 'kept in spite of all' }));
    const { json } = await feed();
    expect(json).toMatchObject({
      simulated: true,
      counts: { accepted: 2, duplicate: 1, refused: 1, unauthorised: 0, misbehaved: 1 },
      entries: [
        { kind: 'event', event: { event_id: 'kept in spite of all' } },
        { kind: 'request', outcome: 'misbehaved', status: 204 },
        { kind: 'request', outcome: 'refused', status: 400 },
        { kind: 'event', event, duplicates: 1 },
      ],
    });
    expect(json.entries[2].violations).toEqual([
      expect.stringMatching(/^aliases \(arrayMinSize\): received an array of length 0; give /),
    ]);
  });

  it('is empty while nothing has changed', async () => {
    const { revision } = (await feed()).json;
    expect(await feed(sandbox.current, revision)).toMatchObject({ status: 204, text: '' });
    await post(sandbox.current, anEvent());
    const changed = await feed(sandbox.current, revision);
    expect(changed.status).toBe(200);
    sandbox.current.clear();
    expect((await feed(sandbox.current, changed.json.revision)).json.entries).toEqual([]);
  });

  it('takes no revision of another sandbox for its own', async () => {
    const other = await createSandbox();
    const { revision } = (await feed(other)).json;
    await other.close();
    expect((await feed(sandbox.current, revision)).status).toBe(200);
  });

  it('holds the newest 100 entries', async () => {
    for (let sent = 0; sent < 101; sent++) {
      await post(sandbox.current, anEvent({ event_id: String(sent) }));
    }
    const { entries } = (await feed()).json;
    expect(entries).toHaveLength(100);
    expect(entries[0].event.event_id).toBe('100');
    expect(entries[99].event.event_id).toBe('1');
  });
});

describe('the token', () => {
  it('appears in no answer and in nothing that is kept', async () => {
    const { token } = sandbox.current;
    const answers = [
      await post(sandbox.current, anEvent({ event_id: 'one' })),
      await post(sandbox.current, anEvent({ event_id: 'one' })),
      await post(sandbox.current, '{'),
      await post(sandbox.current, '{', { headers: { 'x-webhook-token': `${token}-not` } }),
      await post(sandbox.current, '{', { headers: { authorization: `Bearer ${token}` } }),
    ];
    sandbox.current.misbehave('reset', 1);
    await expect(post(sandbox.current, anEvent())).rejects.toThrow();
    for (const path of ['/', '/api/events', '/api/requests', '/api/feed', '/other']) {
      answers.push(await call(sandbox.current, { path, headers: { 'x-webhook-token': token } }));
    }
    expect(answers.map(({ status }) => status)).toEqual([
      200, 200, 400, 401, 400, 200, 200, 200, 200, 404,
    ]);
    for (const { text, headers } of answers) {
      expect(text + JSON.stringify(headers)).not.toContain(token);
    }
    expect(JSON.stringify(sandbox.current.requests())).not.toContain(token);
    expect(JSON.stringify(sandbox.current.requests())).toContain('[token]');
  });
});
