import { type EventDraft, createDraft } from '../event/event-draft.js';
import type { EventValidator, ValidatedEvent, ValidationMode } from '../event/event-validator.js';
import { isPlainObject } from '../event/plain-json.js';
import { specOf } from '../event/spec/event-spec.js';
import { isNamed } from '../event/violation.js';
import type { DroppedBy } from '../outbox/ledger.js';
import type { OutboxClosedError, OutboxFullError } from '../outbox/errors.js';
import type { Outbox } from '../outbox/outbox.js';
import type { About, Reporter } from '../reporting/reporter.js';
import type { Telemetry } from '../reporting/telemetry.interface.js';
import { callApplication, MapperError, withinMappingTime } from './map-event.js';
import type { TrackingContext } from './track-options.interface.js';
import type { RecordStore } from './transactions.js';

interface RecorderSettings {
  readonly enabled: boolean;
  readonly validation: ValidationMode;
  readonly consent: ConsentCheck | undefined;
  readonly beforeSend: readonly BeforeSend[];
  /** The project's own. */
  readonly events: object;
  readonly telemetry: Telemetry | undefined;
}

interface Recording {
  /** How violations of the spec are handled; the module's mode by default. */
  readonly mode?: ValidationMode;
  /** Whether its caller gets the errors: then an invalid one is no dead letter. */
  readonly isOwn?: boolean;
  /** Where it is stored; in the outbox by default. */
  readonly store?: RecordStore;
}

/** Validates events and stores them in the outbox: valid ones to be sent, invalid ones as dead letters. */
export class EventRecorder {
  constructor(
    private readonly settings: RecorderSettings,
    private readonly validator: EventValidator,
    private readonly outbox: Outbox,
    private readonly reporter: Reporter,
  ) {}

  /**
   * Records an event; resolves when it is stored, or dropped by `consent` or `beforeSend`.
   *
   * @throws MapperError of `consent` or `beforeSend`
   * @throws OutboxFullError, OutboxClosedError, which are reported already
   * @throws ConvergeValidationError for an invalid one that does not become a dead letter
   */
  async record(
    draft: EventDraft,
    context: TrackingContext,
    { mode = this.settings.validation, isOwn = false, store = this.outbox }: Recording,
  ): Promise<void> {
    const given = { origin: context.handler, eventName: context.eventName };
    const droppedBy = await this.runHooks(draft, context);
    if (droppedBy !== undefined) return this.drop(droppedBy, Object(draft.event).event_id, given);
    this.reporter.aliasesDropped(given, draft.droppedAliases);
    const event = await this.validator.validate(draft, mode, (found) =>
      withinMappingTime(found, context.succeededAt, SLOW_SCHEMA),
    );
    const { eventName = given.eventName, error } = event;
    const about = { ...given, eventName };
    this.reporter.validated(event, about);
    if (error !== undefined && (isOwn || !this.settings.enabled)) throw error;
    if (this.settings.enabled) await this.put(event, about, store);
    else this.drop('disabled', event.eventId, about);
  }

  private async put(event: ValidatedEvent, about: About, store: RecordStore): Promise<void> {
    const { eventId, body, error, contract } = event;
    const { eventName } = about;
    const dead = error && { reason: error.message, undeliverable: contract.length > 0 };
    const record = { ...about, eventId, body, recordedAt: Date.now(), dead };
    try {
      const { telemetry, events } = this.settings;
      if (telemetry === undefined) await store.put(record);
      else {
        const isKnown = specOf(eventName) !== undefined || Object.hasOwn(events, eventName);
        const put = (traceContext: string) => store.put({ ...record, traceContext });
        await telemetry.recording({ eventName, isKnown }, put);
      }
      this.reporter.troubles.took();
    } catch (refusal) {
      if (isRefusal(refusal)) {
        this.reporter.dropped(refusal, record);
        this.note(eventId, eventName, 'full');
      }
      throw refusal;
    }
    if (error !== undefined) this.reporter.invalid(record, error);
  }

  /**
   * Runs `consent` and then each function of `beforeSend`, and takes over what they change. They get
   * copies of the event, so that no response changes.
   *
   * @returns which of them dropped the event, if any
   */
  private async runHooks(draft: EventDraft, context: TrackingContext) {
    const { consent, beforeSend } = this.settings;
    const { eventName } = context;
    // A draft that could not be read has no event to pass on; the validator reports it.
    if (!isPlainObject(draft.event)) return undefined;
    if (consent !== undefined) {
      const copy = structuredClone(draft.event);
      const decision = await callApplication('consent', context, () => consent(context, copy));
      if (decision === 'drop') return 'consent';
      if (isConsentState(decision)) {
        const { analytics, marketing } = decision;
        const { profile_properties: profile } = draft.event;
        // It overwrites a state that the event has already.
        if (isPlainObject(profile)) profile['$consent'] = { analytics, marketing };
      } else if (decision !== 'send') throw new MapperError(eventName, 'consent', 'invalid');
    }
    if (beforeSend.length === 0) return undefined;
    let event: unknown = structuredClone(draft.event);
    for (const change of beforeSend) {
      const given = event;
      event = await callApplication('beforeSend', context, () => change(given, context));
      if (event === null) return 'filter';
      if (typeof event !== 'object') throw new MapperError(eventName, 'beforeSend', 'invalid');
    }
    const changed = createDraft(event, context.succeededAt);
    draft.event = changed.event;
    draft.violations.addAll(changed.violations);
    draft.droppedAliases = draft.droppedAliases.concat(changed.droppedAliases);
    draft.fixed += changed.fixed;
    return undefined;
  }

  private drop(by: keyof typeof DROPPED, eventId: unknown, about: About): void {
    this.reporter.report({ kind: DROPPED[by], ...about });
    this.note(eventId, about.eventName, by);
  }

  /** Not awaited: no response waits for it. What cannot be noted is missing in an audit, which is true. */
  private note(eventId: unknown, eventName: string, outcome: DroppedBy): void {
    if (typeof eventId !== 'string') return;
    this.outbox.note([{ eventId, eventName, outcome, at: Date.now() }]).catch(() => undefined);
  }
}

const SLOW_SCHEMA = new Error('the schema took too long');

/** What is reported for each reason for which the application drops events. */
const DROPPED = { consent: 'consentDenied', filter: 'filtered', disabled: 'disabled' } as const;

/** Whether the outbox refused an event, which is reported when it happens. */
export function isRefusal(error: unknown): error is OutboxFullError | OutboxClosedError {
  return isNamed(error, 'OutboxFullError') || isNamed(error, 'OutboxClosedError');
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

function isConsentState(decision: unknown): decision is ConsentState {
  const known = (value: unknown) => value === 'granted' || value === 'denied';
  return isPlainObject(decision) && known(decision['analytics']) && known(decision['marketing']);
}
