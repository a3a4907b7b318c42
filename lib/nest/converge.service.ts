import { Inject, Injectable } from '@nestjs/common';
import type { BreakerState } from '../delivery/sender-gate.js';
import { Engine } from '../engine.js';
import type { ConvergeEvent } from '../event/converge-event.interface.js';
import type { EventName, ProfileOf, PropertiesOf } from '../event/converge-event.interface.js';
import type { DeadLetter, DeadLetterFilter, OutboxCounts } from '../outbox/outbox.js';
import type { ReportCounters } from '../reporting/reporter.js';

/**
 * How many events are in which state, and what has happened so far in this process.
 *
 * @publicApi
 */
export interface ConvergeStats extends Omit<OutboxCounts, 'oldestAt'> {
  /** How long ago the oldest event that is neither delivered nor dead was recorded, in milliseconds. */
  readonly oldestAgeMs: number | undefined;
  /** The circuit breaker: `open` while nearly everything fails, `half-open` while a probe may be sent. */
  readonly breaker: BreakerState;
  /** How long nothing is sent from now on (breaker, `Retry-After`, a refused token), in milliseconds. */
  readonly pausedForMs: number;
  /** How often each kind of report was made since the process started. */
  readonly counters: ReportCounters;
}

/**
 * Tracks events outside handlers (cron jobs, queue workers), and serves operators.
 *
 * @publicApi
 */
@Injectable()
export class ConvergeService {
  constructor(@Inject(Engine) private readonly engine: Engine) {}

  /**
   * Tracks an event: checks and stores it; resolves when it is in the outbox, not when it is
   * delivered.
   *
   * @throws ConvergeValidationError with all violations, if the event breaks Converge's contract or,
   * with `validation: 'strict'`, Converge's event spec
   * @throws what the options `consent` and `beforeSend` throw
   * @throws OutboxFullError, OutboxClosedError if it cannot be stored
   */
  async track<
    Name extends EventName,
    Properties extends PropertiesOf<Name>,
    Profile extends ProfileOf<Name>,
  >(event: ConvergeEvent<Name, Properties, Profile>): Promise<void> {
    await this.engine.tracker.trackEvent(event as unknown as ConvergeEvent);
  }

  /**
   * Waits until everything that can be delivered is delivered, or the time is over; closes nothing.
   * For functions that are frozen after their answer, and for tests.
   *
   * @param options.timeoutMs milliseconds, 5000 by default
   * @returns how many events are left, those that wait for a later attempt included
   */
  async flush({ timeoutMs = 5_000 }: { timeoutMs?: number } = {}): Promise<number> {
    await this.engine.dispatcher.flush(timeoutMs);
    const { pending, leased, waiting } = await this.engine.outbox.admin.counts();
    return pending + leased + waiting;
  }

  async stats(): Promise<ConvergeStats> {
    const { outbox, dispatcher, reporter } = this.engine;
    const { oldestAt, ...counts } = await outbox.admin.counts();
    return {
      ...counts,
      oldestAgeMs: oldestAt === undefined ? undefined : Math.max(0, Date.now() - oldestAt),
      breaker: dispatcher.breakerState(),
      pausedForMs: Math.max(0, dispatcher.pausedUntil - Date.now()),
      counters: reporter.counters(),
    };
  }

  /** The events that are not tried again, oldest first, each with the reason; all, or some of them. */
  deadLetters(filter?: DeadLetterFilter): Promise<readonly DeadLetter[]> {
    return this.engine.outbox.admin.deadLetters(filter);
  }

  /**
   * Sends dead letters again, the same bytes with the same `event_id` and time. Those that break the
   * webhook's contract (`undeliverable`) stay dead letters: discard them, and track the events again.
   *
   * @returns how many are sent again
   * @throws UndeliverableError if the filter names one that breaks the contract by its id
   */
  replay(filter?: DeadLetterFilter): Promise<number> {
    return this.engine.outbox.admin.replay(filter);
  }

  /** Deletes dead letters for good. @returns how many */
  discard(filter?: DeadLetterFilter): Promise<number> {
    return this.engine.outbox.admin.discard(filter);
  }

  /**
   * Deletes all undelivered events and dead letters of a person who asks for deletion. What is being
   * sent at this moment may still arrive, and what Converge has is Converge's to delete.
   *
   * @param alias one of the person's aliases, exactly as it was sent, e.g. `urn:email:jane@example.com`
   * @returns how many
   */
  async erase(alias: string): Promise<number> {
    const erased = await this.engine.outbox.admin.erase(alias);
    this.engine.dispatcher.erase(alias);
    return erased;
  }

  /**
   * Sends the events that were recorded under another token or endpoint to the present one: for the day
   * on which a token is rotated. Never call it for a file that two sources share.
   *
   * @returns how many, their dead letters included
   */
  adopt(): Promise<number> {
    return this.engine.outbox.admin.adopt();
  }
}
