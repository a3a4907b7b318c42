import { describe, expect, it } from '@jest/globals';
import { demoOrder } from '../../sample-app/demo/demo-order.js';
import type { Order } from '../../sample-app/orders/order.interface.js';
import { orderTotals } from '../../sample-app/orders/order-totals.js';
import {
  tellStory,
  type Facts,
  type Verdict,
} from '../../sample-app/storefront/story/tell-story.js';

const START = Date.parse('2026-06-15T10:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

/** Three orders: before the outage of 20 seconds, in it, and after it. */
const orders: Order[] = [-5, 5, 10, 25].map((second) => ({
  ...demoOrder,
  id: `order-${second}`,
  placedAt: at(second),
  totals: orderTotals(demoOrder.lines, demoOrder.freight),
  isNewCustomer: false,
}));
const arrival = (eventId: string) => ({ ...event(eventId), number: 1, failed: 0 });
const event = (eventId: string): any => ({ eventId, eventName: 'Placed Order', state: 'waiting' });

function facts(changes: Partial<Facts>, arrived: string[], failed: Record<string, number>): Facts {
  return {
    now: START + 40_000,
    orders,
    undelivered: 0,
    outbox: [],
    attempts: {
      failed: new Map(Object.entries(failed)),
      arrived: new Map(arrived.map((id) => [id, arrival(id)])),
    },
    isBroken: false,
    outage: { startedAt: at(0), endsAt: at(20), endedAt: at(20) },
    ...changes,
  };
}

const FAILED = { 'order--5': 1, 'order-5': 3, 'order-10': 2 };
const dead = { ...event('order-10'), state: 'dead' };

describe('the story of an outage', () => {
  it.each<[string, Partial<Facts>, string[], Partial<Verdict>]>([
    [
      'while it runs',
      { now: START + 12_000, undelivered: 2, outage: { startedAt: at(0), endsAt: at(20) } },
      ['order--5'],
      { answered: 3, delivered: 0, waiting: 3, lost: 0 },
    ],
    [
      'while the rest is delivered',
      { undelivered: 1 },
      ['order-5'],
      { answered: 2, failed: 5, delivered: 1, waiting: 1, lost: 0 },
    ],
    [
      'before the outbox has the last order',
      { now: START + 20_500 },
      ['order-5'],
      { delivered: 1, waiting: 1, lost: 0 },
    ],
    [
      'at its end',
      {},
      ['order-10', 'order-5', 'order-25'],
      { answered: 2, failed: 5, delivered: 2, dead: 0, waiting: 0, lost: 0 },
    ],
    ['with a lost order', {}, ['order-5'], { delivered: 1, waiting: 0, lost: 1 }],
    ['with a dead letter', { outbox: [dead] }, ['order-5'], { dead: 1, waiting: 0, lost: 0 }],
  ])('counts its orders %s', (_moment, changes, arrived, verdict) => {
    expect(tellStory(facts(changes, arrived, FAILED)).outage).toMatchObject(verdict);
  });

  it('lists the newest first, and nothing that is dead or of another endpoint', () => {
    const outbox = [event('order-25'), { ...event('order-10'), state: 'held' }, dead];
    const story = tellStory(facts({ outbox, undelivered: 1, outage: undefined }, ['a', 'b'], {}));
    const ids = ['order-25', 'order-10', 'order-5', 'order--5'];
    expect(story.orders.newest.map(({ id }) => id)).toEqual(ids);
    expect(story.orders.newest[0]).toMatchObject({ total: 67.7, currency: 'USD' });
    expect(story.outbox.newest.map(({ eventId }) => eventId)).toEqual(['order-25']);
    expect(story.arrived.newest.map(({ eventId }) => eventId)).toEqual(['b', 'a']);
    expect(story.outage).toBeUndefined();
  });
});
