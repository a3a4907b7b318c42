import type { Dispatcher } from './delivery/dispatcher.js';
import type { BreakerState } from './delivery/sender-gate.js';
import type { ConvergeEvent } from './event/converge-event.interface.js';
import type { EventName, ProfileOf, PropertiesOf } from './event/spec/converge-events.interface.js';
import type { DeadLetter, DeadLetterFilter, Outbox, OutboxCounts } from './outbox/outbox.js';
import type { ReportCounters, Reporter } from './report/reporter.js';
import type { Tracker } from './tracking/tracker.js';

/**
 * How many events are where, and what has happened so far in this process.
 *
 * @publicApi
 */
export interface ConvergeStats extends Omit<OutboxCounts, 'oldestAt'> {
  /** How long ago the oldest event that is neither delivered nor dead was recorded, in milliseconds. */
  readonly oldestAgeMs: number | undefined;
  /** The circuit breaker: `open` while nearly everything fails, `half-open` while a probe may be sent. */
  readonly breaker: BreakerState;
  /** For how long nothing is sent (breaker, `Retry-After` or a token that is not accepted), in milliseconds. */
  readonly pausedForMs: number;
  /** How often what has happened since the process started. */
  readonly counters: ReportCounters;
}

/**
 * The library's door for applications: for cron jobs, queue workers, message handlers and operators.
 *
 * @publicApi
 */
export class ConvergeService {
  constructor(
    private readonly tracker: Tracker,
    private readonly outbox: Outbox,
    private readonly dispatcher: Dispatcher,
    private readonly reporter: Reporter,
  ) {}

  /**
   * Tracks an event: checks it and keeps it; resolves when it is in the outbox, not when it is
   * delivered.
   *
   * @throws ConvergeValidationError with all violations, if the event breaks Converge's contract or,
   * with `validation: 'strict'`, Converge's event spec
   * @throws what the options `consent` and `beforeSend` throw
   * @throws OutboxFullError, OutboxClosedError if it cannot be kept
   */
  async track<
    Name extends EventName,
    Properties extends PropertiesOf<Name>,
    Profile extends ProfileOf<Name>,
  >(event: ConvergeEvent<Name, Properties, Profile>): Promise<void> {
    await this.tracker.trackEvent(event as unknown as ConvergeEvent);
  }

  /**
   * Waits until all that can be delivered is delivered, or the time is over; does not close anything.
   * For functions that are frozen after their answer, and for tests.
   *
   * @param options.timeoutMs milliseconds, 5000 by default
   * @returns how many events are left, those that wait for a later attempt included
   */
  async flush({ timeoutMs = 5_000 }: { timeoutMs?: number } = {}): Promise<number> {
    await this.dispatcher.flush(timeoutMs);
    const { pending, leased, waiting } = await this.outbox.admin.counts();
    return pending + leased + waiting;
  }

  async stats(): Promise<ConvergeStats> {
    const { oldestAt, ...counts } = await this.outbox.admin.counts();
    return {
      ...counts,
      oldestAgeMs: oldestAt === undefined ? undefined : Math.max(0, Date.now() - oldestAt),
      breaker: this.dispatcher.breakerState(),
      pausedForMs: Math.max(0, this.dispatcher.pausedUntil - Date.now()),
      counters: this.reporter.counters(),
    };
  }

  /** The events that are not tried again, oldest first, each with the reason; all, or some of them. */
  deadLetters(filter?: DeadLetterFilter): Promise<readonly DeadLetter[]> {
    return this.outbox.admin.deadLetters(filter);
  }

  /**
   * Sends dead letters again, the same bytes with the same `event_id` and time. Those that break the
   * webhook's contract (`undeliverable`) are skipped: discard such a one, and track the event again.
   *
   * @returns how many
   * @throws UndeliverableError for an undeliverable one that is named by its id
   */
  replay(filter?: DeadLetterFilter): Promise<number> {
    return this.outbox.admin.replay(filter);
  }

  /** Forgets dead letters for good. @returns how many */
  discard(filter?: DeadLetterFilter): Promise<number> {
    return this.outbox.admin.discard(filter);
  }

  /**
   * Forgets all undelivered events and dead letters of a person who asks for deletion. What is being
   * sent at this moment may still arrive, and what Converge has is Converge's to delete.
   *
   * @param alias one of the person's aliases, exactly as it was sent, e.g. `urn:email:jane@example.com`
   * @returns how many
   */
  async erase(alias: string): Promise<number> {
    const erased = await this.outbox.admin.erase(alias);
    this.dispatcher.erase(alias);
    return erased;
  }

  /**
   * Sends the events that were recorded under another token or endpoint to the present one: for the day
   * on which a token is rotated. Never call it for a file that two sources share.
   *
   * @returns how many, their dead letters included
   */
  adopt(): Promise<number> {
    return this.outbox.admin.adopt();
  }
}
