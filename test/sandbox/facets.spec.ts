import { expect, it } from '@jest/globals';
import { anEvent, useClient } from './sandbox-client.js';

const { ask, call, post } = useClient();

async function sendSome(): Promise<void> {
  await post(anEvent({ event_name: 'Rated' }));
  await post(anEvent({ event_name: 'Rated', aliases: [] }));
  await post(anEvent({ event_name: 'Liked', event_id: 'pretty' }));
  await post('{\n"not": "an\\nevent"\n}');
  await post('no JSON\u2028');
}

it('counts what each choice of a filter would show', async () => {
  await sendSome();
  const none = { duplicate: 0, unauthorised: 0, fault: 0 };
  expect(await ask('/api/facets')).toMatchObject({
    outcomes: { ...none, accepted: 2, refused: 3 },
    events: [
      { name: 'Liked', count: 1 },
      { name: 'Rated', count: 2 },
    ],
  });
  expect(await ask('/api/facets?event=Rated&outcome=refused')).toMatchObject({
    outcomes: { ...none, accepted: 1, refused: 1 },
    events: [{ name: 'Rated', count: 1 }],
  });
  expect(await ask('/api/facets?text=pretty')).toMatchObject({
    outcomes: { ...none, accepted: 1, refused: 0 },
    events: [{ name: 'Liked', count: 1 }],
  });
});

it('exports the requests that match a filter as JSON lines, oldest first', async () => {
  await sendSome();
  const { headers, text } = await call({ path: '/api/export?outcome=refused' });
  expect(headers['content-disposition']).toContain('.jsonl"');
  const lines = text.split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { number: 2, outcome: 'refused', status: 400, event: { event_name: 'Rated' } },
    { number: 4, event: { not: 'an\nevent' } },
    { number: 5, reason: 'the body is not JSON', body: 'no JSON\u2028' },
  ]);
  const all = await call({ path: '/api/export' });
  expect(all.text.trim().split('\n')).toHaveLength(5);
});

it("has an order's id and amount in the log", async () => {
  const send = (properties: object) => post(anEvent({ properties }));
  await send({ id: 'o-1', total_price: 59.9, currency: 'EUR' });
  await send({ id: 7, price: 3 });
  await send({ id: '', total_price: '59.90', currency: 5 });
  const { requests } = await ask('/api/requests');
  const facts = requests.map(({ orderId, amount, currency }: any) => [orderId, amount, currency]);
  expect(facts).toEqual([
    [null, null, null],
    ['7', 3, null],
    ['o-1', 59.9, 'EUR'],
  ]);
});
