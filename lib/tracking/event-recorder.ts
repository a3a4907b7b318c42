import type { EventDraft } from '../event/event-draft.js';
import type { EventValidator, ValidatedEvent, ValidationMode } from '../event/event-validator.js';
import { OutboxClosedError } from '../outbox/outbox-closed.error.js';
import { OutboxFullError } from '../outbox/outbox-full.error.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Reporter } from '../report/reporter.js';
import type { EventGate } from './event-gate.js';
import { withinMappingTime } from './mapping-time.js';
import type { TrackingContext } from './tracking-context.interface.js';

export interface RecorderSettings {
  readonly enabled: boolean;
  /** What a handler waits for: that its event is committed, or only that it is queued. */
  readonly acknowledge: 'committed' | 'queued';
  readonly validation: ValidationMode;
}

/**
 * Puts events into the outbox, right ones to be sent, wrong ones as dead letters: the one way in, for
 * handlers and for ConvergeService alike.
 */
export class EventRecorder {
  constructor(
    private readonly settings: RecorderSettings,
    private readonly validator: EventValidator,
    private readonly gate: EventGate,
    private readonly outbox: Outbox,
    private readonly reporter: Reporter,
  ) {}

  /**
   * Records a handler's event; resolves when it is in the outbox, or reported.
   *
   * @param mode what follows from violations of the spec; the module's by default
   * @throws MapperError of the consent check or beforeSend
   */
  async record(draft: EventDraft, context: TrackingContext, mode?: ValidationMode) {
    const validated = await this.validate(draft, context, mode);
    if (validated === undefined) return;
    const { eventName = context.eventName, body, error } = validated;
    const { handler: origin } = context;
    if (!this.settings.enabled && error !== undefined) throw error;
    const kept = this.put(eventName, origin, body, error?.message).then(
      () => error && this.reporter.invalid({ eventName, origin, body }, error),
      (failure: unknown) => {
        if (!isRefusal(failure)) this.reporter.reportError(failure, origin, eventName);
      },
    );
    if (this.settings.acknowledge === 'committed') await kept;
  }

  /**
   * Records an event whose caller can see what is wrong with it.
   *
   * @throws ConvergeValidationError, OutboxFullError, OutboxClosedError
   * @throws MapperError of the consent check or beforeSend
   */
  async recordChecked(draft: EventDraft, context: TrackingContext): Promise<void> {
    const validated = await this.validate(draft, context);
    if (validated === undefined) return;
    const { eventName = context.eventName, body, error } = validated;
    if (error !== undefined) throw error;
    await this.put(eventName, context.handler, body);
  }

  /** @returns undefined for an event that the application does not want to be kept */
  private async validate(
    draft: EventDraft,
    context: TrackingContext,
    mode = this.settings.validation,
  ): Promise<ValidatedEvent | undefined> {
    const { handler: origin, succeededAt } = context;
    let passed = draft;
    if (!this.gate.isOpen) {
      const answer = await this.gate.pass(draft, context);
      if (typeof answer === 'string') {
        this.reporter.report({ kind: answer, origin, eventName: context.eventName });
        return undefined;
      }
      passed = answer;
    }
    const validating = this.validator.validate(passed, mode, (found) =>
      withinMappingTime(found, succeededAt, () => new Error('the schema took too long')),
    );
    const validated = validating instanceof Promise ? await validating : validating;
    const { eventName = context.eventName, findings, error } = validated;
    this.reporter.findings(findings, error === undefined, origin, eventName);
    return validated;
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
