import { describe, expect, it } from '@jest/globals';
import { anEvent, useClient } from './sandbox-client.js';

const { ask, post } = useClient();
const coverage = () => ask('/api/coverage');
const field = (fields: any[], name: string) => fields.find((one) => one.name === name);

describe('GET /api/coverage', () => {
  it('says of each field of the spec whether it was always, sometimes or never sent', async () => {
    await post(anEvent({ properties: { id: '1', currency: 'EUR', coupon: '' } }));
    await post(anEvent({ properties: { id: '2', currency: null } }));
    const [{ eventName, inSpec, count, properties }] = await coverage();
    expect({ eventName, inSpec, count }).toEqual({
      eventName: 'Placed Order',
      inSpec: true,
      count: 2,
    });
    expect(field(properties, 'id')).toEqual({
      name: 'id',
      isRequired: true,
      inSpec: true,
      type: 'string',
      sent: 'always',
      count: 2,
      of: 2,
    });
    expect(field(properties, 'currency')).toMatchObject({ sent: 'sometimes', count: 1, of: 2 });
    expect(field(properties, 'coupon')).toMatchObject({ sent: 'never', isRequired: false });
    expect(field(properties, 'total_price')).toMatchObject({ sent: 'never', isRequired: true });
  });

  it('counts the entries of lists', async () => {
    const items = [{ price: 1, name: 'a' }, { price: 2 }, 'no object'];
    await post(anEvent({ properties: { items } }));
    await post(anEvent({ properties: {} }));
    const [{ properties }] = await coverage();
    expect(field(properties, 'items')).toMatchObject({ sent: 'sometimes', count: 1, of: 2 });
    expect(field(properties, 'items[].price')).toMatchObject({ sent: 'always', count: 2, of: 2 });
    expect(field(properties, 'items[].name')).toMatchObject({ sent: 'sometimes', count: 1, of: 2 });
    expect(field(properties, 'items[].quantity')).toMatchObject({ sent: 'never', of: 2 });
    expect(field(properties, 'items[]')).toBeUndefined();
  });

  it('lists fields and events that the spec does not know', async () => {
    await post(
      anEvent({
        event_name: 'Won Prize',
        properties: { prize: 'car', constructor: 'x' },
        profile_properties: { tier: 'gold' },
      }),
    );
    expect(await coverage()).toEqual([
      {
        eventName: 'Won Prize',
        inSpec: false,
        count: 1,
        properties: [
          expect.objectContaining({ name: 'prize', inSpec: false, type: null, sent: 'always' }),
          expect.objectContaining({ name: 'constructor', inSpec: false, sent: 'always' }),
        ],
        profile_properties: [expect.objectContaining({ name: 'tier', sent: 'always' })],
      },
    ]);
  });

  it('counts an event once, and only where it was taken', async () => {
    const event = anEvent();
    await post(event);
    await post(event);
    await post(anEvent({ aliases: [] }));
    expect(await coverage()).toMatchObject([{ count: 1 }]);
  });
});
