import type { ConvergeEvent } from './event/converge-event.interface.js';
import type { DeadLetter, Outbox, OutboxCounts } from './outbox/outbox.js';
import type { ReportCounters, Reporter } from './report/reporter.js';
import type { EventRecorder } from './tracking/event-recorder.js';

/**
 * How many events are where, and what has happened so far in this process.
 *
 * @publicApi
 */
export interface ConvergeStats extends OutboxCounts {
  readonly counters: ReportCounters;
}

/**
 * The library's door for applications: for cron jobs, queue workers, message handlers and operators.
 *
 * @publicApi
 */
export class ConvergeService {
  constructor(
    private readonly recorder: EventRecorder,
    private readonly outbox: Outbox,
    private readonly reporter: Reporter,
  ) {}

  /**
   * Tracks an event: checks it and queues it; resolves when it is queued, not when it is delivered.
   *
   * @throws ConvergeValidationError with all violations, if the event breaks Converge's contract
   * @throws OutboxFullError, OutboxClosedError if it cannot be kept
   */
  async track(event: ConvergeEvent): Promise<void> {
    await this.recorder.recordChecked(event, 'ConvergeService.track', new Date());
  }

  /** The events that will not be tried again, oldest first, each with the reason. */
  deadLetters(): Promise<readonly DeadLetter[]> {
    return this.outbox.deadLetters();
  }

  async stats(): Promise<ConvergeStats> {
    return { ...(await this.outbox.counts()), counters: this.reporter.counters() };
  }
}
