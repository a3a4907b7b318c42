import type { EventDraft } from '../event/event-draft.js';
import type { EventValidator, ValidatedEvent, ValidationMode } from '../event/event-validator.js';
import { OutboxClosedError } from '../outbox/outbox-closed.error.js';
import { OutboxFullError } from '../outbox/outbox-full.error.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Reporter } from '../reporting/reporter.js';
import { withinMappingTime } from './call-application.js';
import type { PreSendHooks } from './pre-send-hooks.js';
import type { TrackingContext } from './tracking-context.interface.js';

export interface RecorderSettings {
  readonly enabled: boolean;
  readonly validation: ValidationMode;
}

/**
 * Puts events into the outbox, valid ones to be sent, invalid ones as dead letters: the one way in, for
 * handlers and for ConvergeService alike.
 */
export class EventRecorder {
  constructor(
    private readonly settings: RecorderSettings,
    private readonly hooks: PreSendHooks,
    private readonly validator: EventValidator,
    private readonly outbox: Outbox,
    private readonly reporter: Reporter,
  ) {}

  /**
   * Records a handler's event; resolves when it is in the outbox, or reported.
   *
   * @param mode what follows from violations of the spec; the module's by default
   * @throws MapperError of `consent` or `beforeSend`
   */
  async record(draft: EventDraft, context: TrackingContext, mode?: ValidationMode): Promise<void> {
    const event = await this.validate(draft, context, mode);
    if (event === undefined) return;
    try {
      await this.put(event, context);
    } catch (error) {
      // The caller is a handler's response, which changes for no reason; a refusal is reported already.
      if (!isRefusal(error)) throw error;
    }
  }

  /**
   * Records an event whose caller can see what is wrong with it.
   *
   * @throws ConvergeValidationError, OutboxFullError, OutboxClosedError
   * @throws MapperError of `consent` or `beforeSend`
   */
  async recordValid(draft: EventDraft, context: TrackingContext): Promise<void> {
    const event = await this.validate(draft, context);
    if (event?.error !== undefined) throw event.error;
    if (event !== undefined) await this.put(event, context);
  }

  /** @returns undefined for an event that the application does not want to be stored */
  private async validate(
    draft: EventDraft,
    context: TrackingContext,
    mode = this.settings.validation,
  ): Promise<ValidatedEvent | undefined> {
    const { handler: origin, succeededAt } = context;
    let current = draft;
    if (!this.hooks.areEmpty) {
      const passed = await this.hooks.run(draft, context);
      if (typeof passed === 'string') {
        this.reporter.report({ kind: passed, origin, eventName: context.eventName });
        return undefined;
      }
      current = passed;
    }
    const validating = this.validator.validate(current, mode, (found) =>
      withinMappingTime(found, succeededAt, () => new Error('the schema took too long')),
    );
    const event = validating instanceof Promise ? await validating : validating;
    this.reporter.validated(event, origin, event.eventName ?? context.eventName);
    return event;
  }

  private async put(event: ValidatedEvent, context: TrackingContext): Promise<void> {
    const { body, error, findings } = event;
    const { handler: origin } = context;
    const eventName = event.eventName ?? context.eventName;
    if (!this.settings.enabled) {
      if (error !== undefined) throw error;
      this.reporter.report({ kind: 'disabled', origin, eventName });
      return;
    }
    const dead = error && { reason: error.message, undeliverable: findings.contract.length > 0 };
    try {
      await this.outbox.put({ eventName, origin, body, recordedAt: Date.now(), dead });
    } catch (refusal) {
      if (isRefusal(refusal)) this.reporter.dropped(refusal, origin, eventName, body);
      throw refusal;
    }
    if (error !== undefined) this.reporter.invalid({ eventName, origin, body }, error);
  }
}

function isRefusal(error: unknown): error is OutboxFullError | OutboxClosedError {
  return error instanceof OutboxFullError || error instanceof OutboxClosedError;
}
