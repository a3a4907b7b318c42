import type { Order } from '../../orders/order.interface.js';
import type { Arrival, Attempts } from './attempt-log.js';
import type { Outage } from './outage.service.js';
import type { OutboxEvent } from './sandbox-client.js';

/** How many rows a list of the page has. */
const LISTED = 6;
/** After this time, in milliseconds, an order that was answered is in the outbox, or has been delivered. */
const SETTLED_MS = 1_000;

/** What was read in this order: an event that has left the outbox has arrived. */
export interface Facts {
  /** Milliseconds. */
  readonly now: number;
  readonly orders: readonly Order[];
  /** How many events the shop has not delivered yet. */
  readonly undelivered: number;
  readonly outbox: readonly OutboxEvent[];
  readonly attempts: Attempts;
  readonly isBroken: boolean;
  readonly outage: Outage | undefined;
}

/** What the page shows. Lists are the newest first. */
export interface Story {
  readonly isBroken: boolean;
  readonly orders: { readonly count: number; readonly newest: readonly Answer[] };
  readonly outbox: { readonly count: number; readonly newest: readonly OutboxEvent[] };
  readonly arrived: { readonly count: number; readonly newest: readonly Arrival[] };
  readonly outage: (Outage & Verdict) | undefined;
}

type Answer = Pick<Order, 'id' | 'placedAt'> & Pick<Order['totals'], 'total' | 'currency'>;

/** What has become of the orders of an outage. */
export interface Verdict {
  /** How many orders the shop has answered. */
  readonly answered: number;
  /** How many attempts to deliver them have failed. */
  readonly failed: number;
  readonly delivered: number;
  /** How many are dead letters, which the outbox keeps. */
  readonly dead: number;
  /** How many are still to be delivered, as far as is known. */
  readonly waiting: number;
  readonly lost: number;
}

export function tellStory(facts: Facts): Story {
  const { orders, undelivered, outbox, attempts, isBroken, outage } = facts;
  return {
    isBroken,
    orders: { count: orders.length, newest: newestOf(orders.map(toAnswer)) },
    outbox: { count: undelivered, newest: outbox.filter(isUndelivered).slice(0, LISTED) },
    arrived: { count: attempts.arrived.size, newest: newestOf([...attempts.arrived.values()]) },
    outage: outage && { ...outage, ...judge(facts, outage) },
  };
}

function judge(
  { now, orders, undelivered, outbox, attempts: { failed, arrived } }: Facts,
  outage: Outage,
): Verdict {
  const startedAt = Date.parse(outage.startedAt);
  const endedAt = outage.endedAt === undefined ? Infinity : Date.parse(outage.endedAt);
  const own = orders.filter(({ placedAt }) => isWithin(Date.parse(placedAt), startedAt, endedAt));
  const ids = new Set<string | null>(own.map(({ id }) => id));
  const delivered = own.filter(({ id }) => arrived.has(id)).length;
  const dead = outbox.filter(({ state, eventId }) => state === 'dead' && ids.has(eventId)).length;
  const missing = own.length - delivered - dead;
  const isOver = now - endedAt >= SETTLED_MS && undelivered === 0;
  return {
    answered: own.length,
    failed: own.reduce((sum, { id }) => sum + (failed.get(id) ?? 0), 0),
    delivered,
    dead,
    waiting: isOver ? 0 : missing,
    lost: isOver ? missing : 0,
  };
}

function isWithin(value: number, from: number, to: number): boolean {
  return value >= from && value <= to;
}

function isUndelivered({ state }: OutboxEvent): boolean {
  return state !== 'dead' && state !== 'held';
}

function toAnswer({ id, placedAt, totals: { total, currency } }: Order): Answer {
  return { id, placedAt, total, currency };
}

function newestOf<T>(all: readonly T[]): T[] {
  return all.slice(-LISTED).toReversed();
}
