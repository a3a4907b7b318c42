import { type EventDraft, createDraft } from '../event/event-draft.js';
import type { EventValidator, ValidatedEvent, ValidationMode } from '../event/event-validator.js';
import { isNamed } from '../event/named-error.js';
import type { DroppedBy } from '../outbox/ledger.js';
import type { OutboxClosedError, OutboxFullError } from '../outbox/errors.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Reporter } from '../reporting/reporter.js';
import { isPlainObject } from '../event/plain-json.js';
import { ViolationList } from '../event/violation.js';
import { withinMappingTime, callApplication, MapperError } from './call-application.js';
import type { TrackingContext } from './track-options.interface.js';
import type { RecordStore } from './transactions.js';

interface RecorderSettings {
  readonly enabled: boolean;
  readonly validation: ValidationMode;
}

/**
 * Validates events and stores them in the outbox: valid ones to be sent, invalid ones as dead letters.
 * Serves handlers and ConvergeService.
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
   * Records a handler's event; resolves when it is stored or reported.
   *
   * @param mode how violations of the spec are handled; the module's mode by default
   * @throws MapperError of `consent` or `beforeSend`
   */
  async record(draft: EventDraft, context: TrackingContext, mode?: ValidationMode): Promise<void> {
    const event = await this.validate(draft, context, mode);
    if (event === undefined) return;
    try {
      await this.put(event, context);
    } catch (error) {
      // A refusal is reported already, and must not change the handler's response.
      if (!isRefusal(error)) throw error;
    }
  }

  /**
   * Records an event whose caller gets the errors.
   *
   * @param store where it is stored; in the outbox by default
   * @throws ConvergeValidationError, OutboxFullError, OutboxClosedError
   * @throws MapperError of `consent` or `beforeSend`
   */
  async recordValid(
    draft: EventDraft,
    context: TrackingContext,
    store?: RecordStore,
  ): Promise<void> {
    const event = await this.validate(draft, context);
    if (event?.error !== undefined) throw event.error;
    if (event !== undefined) await this.put(event, context, store);
  }

  /** @returns undefined for an event that `consent` or `beforeSend` dropped */
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
        const { eventName } = context;
        this.reporter.report({ kind: passed, origin, eventName });
        this.note(idOfDraft(draft), eventName, passed === 'filtered' ? 'filter' : 'consent');
        return undefined;
      }
      current = passed;
    }
    this.reporter.aliasesDropped(origin, context.eventName, current.droppedAliases);
    const validating = this.validator.validate(current, mode, (found) =>
      withinMappingTime(found, succeededAt, () => new Error('the schema took too long')),
    );
    const event = validating instanceof Promise ? await validating : validating;
    this.reporter.validated(event, origin, event.eventName ?? context.eventName);
    return event;
  }

  private async put(
    event: ValidatedEvent,
    context: TrackingContext,
    store: RecordStore = this.outbox,
  ): Promise<void> {
    const { eventId, body, error, findings } = event;
    const { handler: origin } = context;
    const eventName = event.eventName ?? context.eventName;
    if (!this.settings.enabled) {
      if (error !== undefined) throw error;
      this.reporter.report({ kind: 'disabled', origin, eventName });
      this.note(eventId, eventName, 'disabled');
      return;
    }
    const dead = error && { reason: error.message, undeliverable: findings.contract.length > 0 };
    const recordedAt = Date.now();
    try {
      await store.put({ eventName, eventId, origin, body, recordedAt, dead });
    } catch (refusal) {
      if (isRefusal(refusal)) {
        this.reporter.dropped(refusal, origin, eventName, body);
        this.note(eventId, eventName, 'full');
      }
      throw refusal;
    }
    if (error !== undefined) this.reporter.invalid({ eventName, origin, body }, error);
  }

  /** Not awaited: no response waits for it. What cannot be noted is missing in an audit, which is true. */
  private note(eventId: string | undefined, eventName: string, outcome: DroppedBy): void {
    if (eventId === undefined) return;
    this.outbox.note([{ eventId, eventName, outcome, at: Date.now() }]).catch(() => undefined);
  }
}

function idOfDraft({ event }: EventDraft): string | undefined {
  const { event_id: id } = (event ?? {}) as { event_id?: unknown };
  return typeof id === 'string' ? id : undefined;
}

/** Whether the outbox refused an event, which is reported when it happens. */
export function isRefusal(error: unknown): error is OutboxFullError | OutboxClosedError {
  return (
    isNamed<OutboxFullError>(error, 'OutboxFullError') ||
    isNamed<OutboxClosedError>(error, 'OutboxClosedError')
  );
}

/**
 * A profile's `$consent`, as Converge documents it for the browser. Converge has not confirmed that a
 * server may write it.
 */
export interface ConsentState {
  readonly analytics: 'granted' | 'denied';
  readonly marketing: 'granted' | 'denied';
}

/**
 * Decides whether an event may be sent: `send`, `drop` (counted, not an error), or a state, which is sent
 * as the profile's `$consent`. If it throws, the event is not stored.
 *
 * @param event a copy
 */
export type ConsentCheck = (
  context: TrackingContext,
  event: any,
) => ConsentDecision | Promise<ConsentDecision>;

export type ConsentDecision = 'send' | 'drop' | ConsentState;

/**
 * Changes an event before it is checked and stored, or drops it with `null` (counted, not an error). If
 * it throws, the event is not stored.
 *
 * @param event a copy, which may be changed and returned
 */
export type BeforeSend = (
  event: any,
  context: TrackingContext,
) => object | null | Promise<object | null>;

/** Why the application dropped an event. */
type DropReason = 'consentDenied' | 'filtered';

/**
 * Runs `consent` and then each function of `beforeSend`. They get copies of the event, so that no
 * response changes.
 */
export class PreSendHooks {
  constructor(
    private readonly consent: ConsentCheck | undefined,
    private readonly beforeSend: readonly BeforeSend[],
  ) {}

  /** Whether the application has no such hooks. */
  get areEmpty(): boolean {
    return this.consent === undefined && this.beforeSend.length === 0;
  }

  /** @throws MapperError if one of them fails */
  async run(draft: EventDraft, context: TrackingContext): Promise<EventDraft | DropReason> {
    // A draft that could not be read has no event to pass on; the validator reports it.
    if (!isPlainObject(draft.event)) return draft;
    const { consent } = this;
    if (consent !== undefined) {
      const copy = structuredClone(draft.event);
      const decision = await callApplication('consent', context, () => consent(context, copy));
      if (decision === 'drop') return 'consentDenied';
      if (isConsentState(decision)) addConsent(draft, decision);
      else if (decision !== 'send') throw new MapperError(context.eventName, 'consent', 'invalid');
    }
    if (this.beforeSend.length === 0) return draft;
    let event: unknown = structuredClone(draft.event);
    for (const change of this.beforeSend) {
      const given = event;
      event = await callApplication('beforeSend', context, () => change(given, context));
      if (event === null) return 'filtered';
      if (typeof event !== 'object') {
        throw new MapperError(context.eventName, 'beforeSend', 'invalid');
      }
    }
    const changed = createDraft(event, context.succeededAt);
    const violations = new ViolationList();
    violations.addAll(draft.violations);
    violations.addAll(changed.violations);
    return {
      event: changed.event,
      violations,
      droppedAliases: [...draft.droppedAliases, ...changed.droppedAliases],
      fixed: draft.fixed + changed.fixed,
      missing: draft.missing,
    };
  }
}

function isConsentState(decision: unknown): decision is ConsentState {
  const known = (value: unknown) => value === 'granted' || value === 'denied';
  return isPlainObject(decision) && known(decision['analytics']) && known(decision['marketing']);
}

/** Overwrites a state that the event has already. */
function addConsent({ event }: EventDraft, { analytics, marketing }: ConsentState): void {
  const profile = (event as Record<string, unknown>)['profile_properties'];
  if (isPlainObject(profile)) profile['$consent'] = { analytics, marketing };
}
