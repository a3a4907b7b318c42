import { v7 as uuidv7 } from 'uuid';
import { checkPrepared } from '../event/check-event.js';
import type { ConvergeEvent } from '../event/converge-event.interface.js';
import { ConvergeValidationError } from '../event/converge-validation.error.js';
import { prepareEvent } from '../event/prepare-event.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Reporter } from '../report/reporter.js';

/**
 * Puts events into the outbox: the one way in, for handlers and for ConvergeService alike.
 *
 * @internal
 */
export class EventRecorder {
  constructor(
    private readonly enabled: boolean,
    private readonly outbox: Outbox,
    private readonly reporter: Reporter,
  ) {}

  /**
   * Records a handler's event; resolves when it is in the outbox. The contract is checked later, by
   * the sender, off the response's path; only what JSON cannot carry shows up here already.
   *
   * @throws ConvergeValidationError, OutboxFullError, OutboxClosedError
   */
  async record(event: ConvergeEvent, origin: string, now: Date): Promise<void> {
    const prepared = prepareEvent(event, now);
    if (!this.enabled || prepared.violations.length > 0) {
      const violations = checkPrepared(prepared);
      if (violations.length > 0) {
        const error = new ConvergeValidationError(event.event_name, violations);
        if (this.enabled) await this.put(event.event_name, origin, prepared.body, error.message);
        throw error;
      }
    }
    await this.put(event.event_name, origin, prepared.body);
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

  private async put(eventName: string, origin: string, body: string, deadReason?: string) {
    if (!this.enabled) {
      this.reporter.report({ kind: 'disabled', origin, eventName });
      return;
    }
    await this.outbox.put({
      id: uuidv7(),
      eventName,
      origin,
      body,
      recordedAt: Date.now(),
      deadReason,
    });
  }
}

function nameOf(event: Partial<ConvergeEvent> | undefined): string | undefined {
  return typeof event?.event_name === 'string' ? event.event_name : undefined;
}
