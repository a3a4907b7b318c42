import { describe, expect, it } from '@jest/globals';
import { anEvent, useClient } from './sandbox-client.js';

const { sandbox, ask, call, send } = useClient({ token: 'a-token' });
it('has an example of each event, which it accepts without a warning', async () => {
  const examples = await ask('/api/examples');
  expect(examples.map(({ eventName }: any) => eventName).join()).toBe(
    'Viewed Product,Viewed Collection,Added To Cart,Viewed Cart,Started Checkout,Added Payment Info,' +
      'Placed Order,Started Subscription,Placed Recurring Subscription Order,Cancelled Subscription,' +
      'Logged In,Signed Up',
  );
  for (const { event } of examples) {
    const { json } = await send('POST', '/api/send', event);
    const detail = await ask(`/api/requests/${json.number}`);
    expect(detail).toMatchObject({ outcome: 'accepted', warnings: [] });
  }
  expect(sandbox.events()).toHaveLength(12);
});

it('takes what the page sends like any other request, without showing the token', async () => {
  const event = anEvent();
  const first = await send('POST', '/api/send', event);
  expect(first.json).toMatchObject({ number: 1, outcome: 'accepted' });
  const second = await send('POST', '/api/send', event);
  expect(second.json).toMatchObject({ number: 2, outcome: 'duplicate' });
  sandbox.simulateFault('hang', 1);
  const third = await send('POST', '/api/send', anEvent());
  expect(third.json).toMatchObject({ number: 3, outcome: 'fault', status: null });
  const broken = await send('POST', '/api/send', '{"event_name":');
  expect(broken.json).toMatchObject({ outcome: 'refused', reason: 'the body is not JSON' });
  const { text, json } = await call({ path: '/api/requests/1' });
  expect(json.headers).toMatchObject({ 'x-webhook-token': '[token]' });
  expect(text).not.toContain('a-token');
});

const validate = (body: unknown) => send('POST', '/api/validate', body);

describe('POST /api/validate', () => {
  it('accepts a right event, and keeps nothing of it', async () => {
    const bare = { event_name: 'Won Prize', properties: {}, profile_properties: {} };
    const answer = await validate(anEvent(bare));
    expect(answer.status).toBe(200);
    const known = { simulated: true, eventName: 'Won Prize', inSpec: false };
    const nothing = { violations: [], warnings: [] };
    expect(answer.json).toEqual({ verdict: 'accepted', ...known, ...nothing });
    expect(sandbox.requests()).toEqual([]);
  });

  it('warns of what Converge would flag', async () => {
    const { json } = await validate(anEvent({ properties: { $email: 'nobody' } }));
    expect(json).toMatchObject({ verdict: 'accepted with warnings', inSpec: true, violations: [] });
    expect(json.warnings).toContainEqual(
      expect.objectContaining({ path: 'properties.$email', rule: 'isEmail' }),
    );
  });

  it.each([
    ['an event that breaks the contract', anEvent({ aliases: [] }), 'aliases', 'Placed Order'],
    ['what is no event', [1], 'event', null],
    ['null', 'null', 'event', null],
    ['what is no JSON', '{"torn', 'event', null],
    ['nothing', '', 'event', null],
  ])('refuses %s', async (_, body, path, eventName) => {
    const { status, json } = await validate(body);
    expect(status).toBe(200);
    expect(json).toMatchObject({ verdict: 'refused', eventName, violations: [{ path }] });
  });

  it('warns about a refused event, too', async () => {
    const { json } = await validate(anEvent({ aliases: [], properties: { $email: 'nobody' } }));
    expect(json).toMatchObject({ verdict: 'refused', violations: [{ path: 'aliases' }] });
    expect(json.warnings).toContainEqual(
      expect.objectContaining({ path: 'properties.$email', rule: 'isEmail' }),
    );
  });

  it('answers 415 without the Content-Type, and 413 to what is too large', async () => {
    const plain = await call({ method: 'POST', path: '/api/validate', body: '{}' });
    expect(plain.status).toBe(415);
    expect((await validate('x'.repeat(1024 * 1024 + 1))).status).toBe(413);
  });
});
