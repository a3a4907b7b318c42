import { isPlainObject } from '../event/plain-json.js';
import { createDraft, type EventDraft } from '../event/event-draft.js';
import { ViolationList } from '../event/violation.js';
import { callApplication } from './call-application.js';
import { MapperError } from './mapper.error.js';
import type { TrackingContext } from './tracking-context.interface.js';

/**
 * A profile's `$consent`, as Converge documents it for the browser. Converge has not confirmed that a
 * server may write it.
 *
 * @publicApi
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
 * @publicApi
 */
export type ConsentCheck = (
  context: TrackingContext,
  event: any,
) => ConsentDecision | Promise<ConsentDecision>;

/** @publicApi */
export type ConsentDecision = 'send' | 'drop' | ConsentState;

/**
 * Changes an event before it is checked and stored, or drops it with `null` (counted, not an error). If
 * it throws, the event is not stored.
 *
 * @param event a copy, which may be changed and returned
 * @publicApi
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
