import { describe, expect, it } from '@jest/globals';
import { createSandbox } from '../../sandbox/server/index.js';
import { anEvent, clientOf, useClient } from './sandbox-client.js';

const { sandbox, ask, call, post } = useClient({ token: 'a-secret-token' });
const PATHS = [
  '/',
  '/other',
  ...['about', 'events', 'requests', 'requests/1', 'requests/4', 'warnings', 'coverage'].map(
    (name) => `/api/${name}`,
  ),
  ...['profiles', 'profiles/1', 'delivery', 'fault'].map((name) => `/api/${name}`),
];

describe('the token', () => {
  it('appears in no answer and in nothing that is kept', async () => {
    const { token } = sandbox;
    const answers = [
      await post(anEvent({ event_id: 'one' })),
      await post(anEvent({ event_id: 'one' })),
      await post('{'),
      await post('{', { headers: { 'x-webhook-token': `${token}-not` } }),
      await post('{', { headers: { authorization: `Bearer ${token}` } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400, 401, 400]);
    sandbox.simulateFault('reset', 1);
    await expect(post(anEvent())).rejects.toThrow();
    for (const path of PATHS) {
      answers.push(await call({ path, headers: { 'x-webhook-token': token } }));
    }
    for (const { text, headers } of answers) {
      expect(text + JSON.stringify(headers)).not.toContain(token);
    }
    expect(JSON.stringify(sandbox.requests())).not.toContain(token);
    expect(JSON.stringify(sandbox.requests())).toContain('[token]');
  });
});

describe('every answer', () => {
  it.each([...PATHS, '/api/requests?limit=x'])('to %s is for its own page only', async (path) => {
    await post(anEvent());
    const { headers } = await call({ path });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(Object.keys(headers).join()).not.toContain('access-control');
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
    [{ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, 403],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 200],
    [{ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, 200],
    [{ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 200],
  ])('to a browser that says %j has the status %i', async (headers, status) => {
    expect((await call({ path: '/api/events', headers })).status).toBe(status);
  });
});

describe('GET /api/about', () => {
  it('says what this is, what is simulated, and what came', async () => {
    await post(anEvent());
    await post('{');
    expect(await ask('/api/about')).toEqual({
      endpoint: sandbox.endpoint,
      token: null,
      maxEvents: 100_000,
      isOnDisk: false,
      outbox: null,
      simulated: expect.arrayContaining([expect.stringContaining('is simulated')]),
      eventNames: ['Placed Order'],
      outcomes: { accepted: 1, duplicate: 0, refused: 1, unauthorised: 0, fault: 0 },
      suspiciousProfiles: 0,
      revision: expect.stringMatching(/^[0-9a-f]{12}\.2$/),
    });
  });

  it('shows the default token, which is in the documentation', async () => {
    const usual = await createSandbox();
    expect((await clientOf(usual).ask('/api/about')).token).toBe(usual.token);
    await usual.close();
  });
});
