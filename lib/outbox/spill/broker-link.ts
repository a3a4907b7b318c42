import { setTimeout as pause } from 'node:timers/promises';
import { reasonOf, type BrokerOutbox } from '../broker.js';
import { OutboxClosedError } from '../outbox-closed.error.js';
import { OutboxFullError } from '../outbox-full.error.js';
import type { OutboxNotice } from '../outbox-settings.js';
import { OutboxUnavailableError } from '../outbox-unavailable.error.js';
import type { NewRecord } from '../outbox.js';
import { endsWithin, uptime, within } from '../timer.js';

/** How often the start looks for the broker, in milliseconds. */
const START_RETRY_MS = 20;
/** How long it is remembered that a put has ended after all, in milliseconds. */
const REMEMBERED_MS = 60_000;
/** Why a broker did not take a record that it may take later. */
export const SLOW = 'it does not answer in time';
const SLOW_ERROR = new OutboxUnavailableError(SLOW);

/** Whether a broker answers, and in time. */
export class BrokerLink {
  /** The puts that it has not answered in time. */
  readonly late = new LatePuts();
  /** Whether it did not answer the last time. */
  isAway = true;
  private isReported = false;

  /** @param name names it in logs */
  constructor(
    private readonly name: string,
    private readonly broker: BrokerOutbox,
    private readonly onNotice: (notice: OutboxNotice) => void,
  ) {}

  /** Waits until it answers. @param limitMs for so many milliseconds at most */
  async start(limitMs: number): Promise<void> {
    const deadline = uptime() + limitMs;
    for (;;) {
      const reason = await this.probe(deadline - uptime());
      if (reason === undefined) return;
      if (uptime() >= deadline) return this.reportAway(reason);
      // Keeps the process, which has nothing else to wait for yet.
      await pause(START_RETRY_MS);
    }
  }

  /** @returns why the broker did not take it; undefined if it did */
  async put(record: NewRecord, limitMs: number): Promise<string | undefined> {
    const put = this.broker.put(record);
    try {
      await within(put, limitMs, SLOW_ERROR);
      return undefined;
    } catch (error) {
      if (error === SLOW_ERROR) this.late.add(record.body, put);
      // The spill has the same limits.
      if (error instanceof OutboxFullError || error instanceof OutboxClosedError) throw error;
      return reasonOf(error);
    }
  }

  /** @returns why the broker cannot be used; undefined if it answers */
  async probe(limitMs: number): Promise<string | undefined> {
    try {
      await within(this.broker.ping(), limitMs, SLOW_ERROR);
      this.isAway = false;
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  reportAway(reason: string): void {
    this.isAway = true;
    if (this.isReported) return;
    this.isReported = true;
    this.onNotice({ kind: 'brokerUnavailable', reason: `${this.name}: ${reason}` });
  }

  /** @param count how many records it has got that were spilled */
  reportRestored(count: number): void {
    if (this.isReported) this.onNotice({ kind: 'brokerRestored', count });
    this.isReported = false;
  }
}

/**
 * The puts that a broker has not answered in time. What it has taken all the same need not be handed over
 * from the spill: it would be sent twice.
 */
class LatePuts {
  /** By the body of the record; each resolves with whether it was taken. */
  private readonly puts = new Map<string, Promise<boolean>>();

  add(body: string, put: Promise<void>): void {
    const isTaken = put.then(
      () => true,
      () => false,
    );
    this.puts.set(body, isTaken);
    const forget = () => setTimeout(() => this.puts.delete(body), REMEMBERED_MS).unref();
    void isTaken.then(forget);
  }

  /** @param waitMs how long to wait for a put that is under way, in milliseconds */
  async hasArrived(body: string, waitMs: number): Promise<boolean> {
    const isTaken = this.puts.get(body);
    if (isTaken === undefined) return false;
    return (await endsWithin(isTaken, waitMs)) && isTaken;
  }
}
