import { checkPrepared } from '../event/check-event.js';
import type { ConvergeEvent } from '../event/converge-event.interface.js';
import { ConvergeValidationError } from '../event/converge-validation.error.js';
import { prepareEvent } from '../event/prepare-event.js';
import { OutboxClosedError } from '../outbox/outbox-closed.error.js';
import { OutboxFullError } from '../outbox/outbox-full.error.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Reporter } from '../report/reporter.js';

/** @internal */
export interface RecorderSettings {
  readonly enabled: boolean;
  /** What a handler waits for: that its event is committed, or only that it is queued. */
  readonly acknowledge: 'committed' | 'queued';
}

/**
 * Puts events into the outbox: the one way in, for handlers and for ConvergeService alike.
 *
 * @internal
 */
export class EventRecorder {
  constructor(
    private readonly settings: RecorderSettings,
    private readonly outbox: Outbox,
    private readonly reporter: Reporter,
  ) {}

  /**
   * Records a handler's event; resolves when it is in the outbox, or reported. The contract is checked
   * later, by the sender, off the response's path; only what JSON cannot carry shows up here already.
   *
   * @throws ConvergeValidationError
   */
  async record(event: ConvergeEvent, origin: string, now: Date): Promise<void> {
    const prepared = prepareEvent(event, now);
    const { enabled, acknowledge } = this.settings;
    let invalid: ConvergeValidationError | undefined;
    if (!enabled || prepared.violations.length > 0) {
      const violations = checkPrepared(prepared);
      if (violations.length > 0)
        invalid = new ConvergeValidationError(event.event_name, violations);
      if (invalid !== undefined && !enabled) throw invalid;
    }
    const { body } = prepared;
    const kept = this.put(event.event_name, origin, body, invalid?.message).then(
      () =>
        invalid && this.reporter.invalid({ eventName: event.event_name, origin, body }, invalid),
      (error: unknown) => {
        if (!isRefusal(error)) this.reporter.reportError(error, origin, event.event_name);
      },
    );
    if (acknowledge === 'committed') await kept;
  }

  /**
   * Records an event whose caller can see what is wrong with it: it is checked first.
   *
   * @throws ConvergeValidationError, OutboxFullError, OutboxClosedError
   */
  async recordChecked(event: ConvergeEvent, origin: string, now: Date): Promise<void> {
    const prepared = prepareEvent(event, now);
    const violations = checkPrepared(prepared);
    if (violations.length > 0) throw new ConvergeValidationError(nameOf(event), violations);
    await this.put(event.event_name, origin, prepared.body);
  }

  private async put(
    eventName: string,
    origin: string,
    body: string,
    deadReason?: string,
  ): Promise<void> {
    if (!this.settings.enabled) {
      this.reporter.report({ kind: 'disabled', origin, eventName });
      return;
    }
    try {
      await this.outbox.put({ eventName, origin, body, recordedAt: Date.now(), deadReason });
    } catch (error) {
      if (isRefusal(error)) this.reporter.dropped(error, origin, eventName, body);
      throw error;
    }
  }
}

function isRefusal(error: unknown): error is OutboxFullError | OutboxClosedError {
  return error instanceof OutboxFullError || error instanceof OutboxClosedError;
}

function nameOf(event: Partial<ConvergeEvent> | undefined): string | undefined {
  return typeof event?.event_name === 'string' ? event.event_name : undefined;
}
