import type { BrokerLink } from './broker-link.js';
import {
  givenBack,
  type Acknowledgement,
  type NewRecord,
  type Outbox,
  type OutboxRecord,
} from '../outbox.js';

export interface HandOverPace {
  /** How often it is tried to reach a broker that is away, in milliseconds ... */
  readonly retryMs: number;
  /** ... and how long it may take to answer then, or to take what is handed over to it. */
  readonly answerMs: number;
  /** How often to look whether the broker answers, and for what other processes have spilled. */
  readonly idleMs: number;
}
/** How many records are handed over together. */
const BATCH = 256;

/** Hands over what is in a spill, of whatever process that shares its file, to the broker. */
export class HandOver {
  /** Ends when what is on its way has arrived, or is in the spill again. */
  current: Promise<unknown> = Promise.resolve();
  /** How many were handed over since the broker was away. */
  private moved = 0;
  /** Whether there may be dead letters in the spill. */
  private hasLetters = true;
  private isStopped = false;
  private endIdle = (): void => undefined;

  constructor(
    private readonly spill: Outbox,
    private readonly link: BrokerLink,
    private readonly pace: HandOverPace,
  ) {}

  /** Goes on until {@link stop}. */
  async run(): Promise<void> {
    while (!this.isStopped) {
      let pauseMs = this.pace.retryMs;
      try {
        // Also while nothing is put here: a process that only sends would not notice otherwise.
        const reason = await this.link.probe(this.pace.answerMs);
        if (reason === undefined) pauseMs = await this.moveBatch();
        else this.link.reportAway(reason);
      } catch {
        // The spill fails, which it reports itself.
      }
      await this.idle(pauseMs);
    }
  }

  /** Something is about to be spilled. */
  wake(): void {
    this.endIdle();
  }

  /** There is a dead letter in the spill. */
  noteLetter(): void {
    this.hasLetters = true;
  }

  stop(): void {
    this.isStopped = true;
    this.endIdle();
  }

  /** @returns how long to wait for more, in milliseconds */
  private moveBatch(): Promise<number> {
    const batch = this.moveOnce();
    this.current = batch.catch(() => undefined);
    return batch;
  }

  private async moveOnce(): Promise<number> {
    if (this.hasLetters) await this.moveLetters();
    const { records, nextDueAt } = await this.spill.lease(BATCH);
    const states = await Promise.all(records.map((record) => this.moveRecord(record)));
    await this.spill.acknowledge(states);
    if (states.some(({ state }) => state !== 'delivered')) return this.pace.retryMs;
    if (records.length > 0) return 0;
    if (nextDueAt === undefined && !this.hasLetters) {
      this.link.reportRestored(this.moved);
      this.moved = 0;
    }
    return this.pace.idleMs;
  }

  private idle(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (ms === 0 || this.isStopped) return resolve();
      const timer = setTimeout(resolve, ms).unref();
      this.endIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async moveRecord(record: OutboxRecord): Promise<Acknowledgement> {
    const { id, eventName, origin, body, recordedAt } = record;
    const isTaken =
      (await this.link.late.hasArrived(body, this.pace.answerMs)) ||
      (await this.move({ eventName, origin, body, recordedAt }));
    if (!isTaken) return givenBack(record);
    return { id, state: 'delivered' };
  }

  private async moveLetters(): Promise<void> {
    const letters = await this.spill.admin.deadLetters({ limit: BATCH });
    this.hasLetters = letters.length > 0;
    for (const { id, eventName, origin, body, recordedAt, reason, undeliverable } of letters) {
      const record = { eventName, origin, body, recordedAt, dead: { reason, undeliverable } };
      if (!(await this.move(record))) return;
      await this.spill.admin.discard({ id });
    }
  }

  /** @returns whether the broker has taken it */
  private async move(record: NewRecord): Promise<boolean> {
    try {
      const reason = await this.link.put(record, this.pace.answerMs);
      if (reason !== undefined) this.link.reportAway(reason);
      else this.moved++;
      return reason === undefined;
    } catch {
      // There is no room for it yet.
      return false;
    }
  }
}
