import { expect, it } from '@jest/globals';
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
