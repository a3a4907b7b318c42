import { describe, expect, it } from '@jest/globals';
import { anEvent, useClient } from './sandbox-client.js';

const { sandbox, ask, post } = useClient();
const warnings = () => ask('/api/warnings');

function anOrder(prices: unknown[], event_name = 'Custom Order') {
  return anEvent({
    event_name,
    properties: { items: prices.map((price) => ({ price })) },
    profile_properties: {},
  });
}

describe('GET /api/warnings', () => {
  it('groups by event, property and rule, with how often and the newest example', async () => {
    await post(anOrder(['1', '2', 3]));
    await post(anOrder([3]));
    await post(anOrder(['4']));
    await post(anOrder([3]));
    expect(await warnings()).toEqual([
      {
        eventName: 'Custom Order',
        path: 'properties.items[].price',
        rule: 'isNumber',
        received: 'a string of length 1',
        advice: expect.stringContaining('JSON number'),
        count: 3,
        events: 2,
        share: 0.5,
        firstAt: expect.stringMatching(/Z$/),
        lastAt: expect.stringMatching(/Z$/),
        exampleNumber: 3,
      },
    ]);
  });

  it('keeps events apart, the most frequent first', async () => {
    await post(anOrder(['1'], 'One'));
    await post(anOrder(['1', '2'], 'Other'));
    expect((await warnings()).map(({ eventName, count }: any) => [eventName, count])).toEqual([
      ['Other', 2],
      ['One', 1],
    ]);
  });

  it('counts no copies, and nothing that was not taken', async () => {
    const order = anOrder(['1']);
    sandbox.simulateFault({ status: 500 }, 1);
    for (let sent = 0; sent < 3; sent++) await post(order);
    await post({ ...anOrder(['1']), aliases: [] });
    expect(await warnings()).toMatchObject([{ count: 1, events: 1, exampleNumber: 2 }]);
  });
});
