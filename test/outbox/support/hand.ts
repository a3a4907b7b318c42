import { expect } from '@jest/globals';
import {
  GIVEN_BACK,
  type Consumer,
  type NextState,
  type Outbox,
  type OutboxCounts,
  type OutboxRecord,
  type Sender,
  type Settlement,
} from '../../../lib/outbox/outbox.js';
import { eventually } from '../../utils/test-app.js';

const hands = new Set<Hand>();

export const DELIVERED: NextState = { state: 'delivered' };

/** Another attempt is due after so many milliseconds. */
export const later = (ms: number, attempts = 1): NextState => ({
  state: 'waiting',
  dueAt: Date.now() + ms,
  attempts,
});

/**
 * A sender that a test drives by hand: it has a place for each record that the test asks for, and each
 * attempt ends as the test says.
 */
export class Hand implements Sender {
  readonly consumer: Consumer;
  /** How many records it was given without having a place. */
  overdrawn = 0;
  private free = 0;
  private pausedUntil = 0;
  private readonly given: OutboxRecord[] = [];
  private readonly attempts = new Map<OutboxRecord, (settlement: Settlement) => void>();
  private readonly callbacks = new Set<() => void>();

  /** @param ahead how many records may be held ready for it */
  constructor(
    private readonly outbox: Outbox,
    readonly ahead = 0,
  ) {
    hands.add(this);
    this.consumer = outbox.consume(this);
  }

  get places(): number {
    return this.pausedForMs > 0 ? 0 : this.free;
  }

  get pausedForMs(): number {
    return Math.max(0, this.pausedUntil - performance.now());
  }

  /** How many records it was given and has not settled. */
  get held(): number {
    return this.attempts.size;
  }

  deliver(record: OutboxRecord): Promise<Settlement> {
    if (this.places <= 0) this.overdrawn++;
    this.free--;
    this.given.push(record);
    return new Promise((resolve) => this.attempts.set(record, resolve));
  }

  onPlaces(callback: () => void): () => void {
    this.callbacks.add(callback);
    return () => void this.callbacks.delete(callback);
  }

  /** Waits until it was given so many records. */
  async take(count: number): Promise<OutboxRecord[]> {
    this.open(count);
    try {
      await eventually(`it is given ${count} records`, () => this.given.length >= count, 12_000);
    } finally {
      this.free = 0;
    }
    return this.given.splice(0);
  }

  /**
   * Takes what is due now, but no more than a number.
   *
   * @param isAlone whether nobody else has leased records: then it waits for all that are leased
   */
  async takeDue(limit = 99, isAlone = true): Promise<OutboxRecord[]> {
    this.open(limit);
    await eventually('nothing more is due', async () => {
      const before = this.given.length;
      const { pending, leased } = await this.outbox.admin.counts();
      const held = [...hands].reduce((sum, hand) => sum + hand.held, 0);
      const isStill = before === this.given.length;
      const isIdle = isStill && pending === 0 && (!isAlone || leased <= held);
      return isIdle || this.given.length >= limit;
    });
    this.free = 0;
    return this.given.splice(0);
  }

  /** Takes and delivers so many, one after the other. @returns of each its name and attempts: `a 0` */
  async takeEach(count: number): Promise<string[]> {
    const all: string[] = [];
    while (all.length < count) {
      const [taken] = await this.take(1);
      all.push(`${taken!.eventName} ${taken!.attempts}`);
      await this.settle(taken!);
    }
    return all;
  }

  /** Ends the attempt to send a record; resolves when the outbox has stored what follows from it. */
  settle(record: OutboxRecord, next = DELIVERED): Promise<void> {
    return new Promise((stored) => this.end(record, next, stored));
  }

  /** Ends it without waiting for that. */
  end(record: OutboxRecord, next = DELIVERED, stored: () => void = () => undefined): void {
    this.attempts.get(record)!({ next, stored });
    this.attempts.delete(record);
  }

  async deliverAll(records: readonly OutboxRecord[]): Promise<void> {
    await Promise.all(records.map((record) => this.settle(record)));
  }

  /** Takes nothing for a time, in milliseconds. */
  pause(ms: number): void {
    this.pausedUntil = performance.now() + ms;
    this.wake();
    setTimeout(() => this.wake(), ms + 1).unref();
  }

  /** Gives back what it has, and stops. */
  async stop(): Promise<void> {
    hands.delete(this);
    this.free = 0;
    for (const record of this.attempts.keys()) this.end(record, GIVEN_BACK.next);
    await this.consumer.stop();
  }

  private open(count: number): void {
    this.free = count;
    this.wake();
  }

  private wake(): void {
    for (const callback of this.callbacks) callback();
  }

  uses(outbox: Outbox): boolean {
    return this.outbox === outbox;
  }
}

/** Stops all that takes records of an outbox, and closes it. */
export async function close(outbox: Outbox, timeoutMs?: number): Promise<number> {
  for (const hand of hands) {
    if (!hand.uses(outbox)) continue;
    await hand.stop();
    expect(hand.overdrawn).toBe(0);
  }
  return outbox.close(timeoutMs);
}

/** What can be counted; `queued` is all that will be sent: a consumer on a server holds one ready. */
type Counts = OutboxCounts & { readonly queued: number };

/** Waits for counts: those of a server change a moment later. */
export async function expectCounts(outbox: Outbox, wanted: Partial<Counts>): Promise<void> {
  let counts: Counts | undefined;
  const isWanted = async () => {
    const found = await outbox.admin.counts();
    counts = { ...found, queued: found.pending + found.leased + found.waiting };
    return Object.entries(wanted).every(([key, value]) => counts![key as 'dead'] === value);
  };
  await eventually('the counts are right', isWanted, 5_000).catch(() => undefined);
  expect(counts).toMatchObject(wanted);
}

export const record = (name: string, more = {}) => ({
  eventName: name,
  origin: 'Orders#create',
  body: JSON.stringify({ event_name: name, aliases: [`urn:name:${name}`] }),
  recordedAt: 1,
  ...more,
});

/** One whose event has an id. */
export const order = (id: string, more = {}) =>
  record('Placed Order', { body: JSON.stringify({ event_id: id }), ...more });

/** What an outbox's ledger says of these. */
export const states = async ({ admin }: Pick<Outbox, 'admin'>, ids: string[], query = {}) =>
  (await admin.audit({ ids, ...query })).map(({ state }) => state);

/** One that is a dead letter at once. */
export const deadRecord = (name: string, undeliverable = false) =>
  record(name, { dead: { reason: 'wrong', undeliverable } });

export const names = (records: ReadonlyArray<{ readonly eventName: string }>) =>
  records.map(({ eventName }) => eventName);

export async function putAll(outbox: Outbox, ...all: string[]): Promise<void> {
  for (const name of all) await outbox.put(record(name));
}
