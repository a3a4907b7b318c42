import { createDraft, type EventDraft } from '../event/event-draft.js';
import { isPlainObject } from '../event/plain-json.js';
import type { BeforeSend, ConsentCheck, ConsentState } from './consent.interface.js';
import { MapperError } from './mapper.error.js';
import { isThenable, withinMappingTime } from './mapping-time.js';
import type { TrackingContext } from './tracking-context.interface.js';

/** Why an event is not kept. */
export type GateVerdict = 'consentDenied' | 'filtered';

/**
 * Asks the application whether, and how, a draft may be kept: `consent`, then each function of
 * `beforeSend`. Both see copies, so that no response changes.
 */
export class EventGate {
  /** Whether there is anybody to ask. */
  readonly isOpen: boolean;

  constructor(
    private readonly consent: ConsentCheck | undefined,
    private readonly beforeSend: readonly BeforeSend[],
  ) {
    this.isOpen = consent === undefined && beforeSend.length === 0;
  }

  /** @throws MapperError where one of them fails */
  async pass(draft: EventDraft, context: TrackingContext): Promise<EventDraft | GateVerdict> {
    // There is nothing to look at; what is wrong with it is told later.
    if (!isPlainObject(draft.event)) return draft;
    let current = draft;
    if (this.consent !== undefined) {
      const consent = this.consent;
      const decision = await ask('consent', context, () => consent(context, copy(current)));
      if (decision === 'drop') return 'consentDenied';
      if (isConsentState(decision)) current = withConsent(current, decision);
      else if (decision !== 'send') throw new MapperError(context.eventName, 'consent', 'answered');
    }
    for (const change of this.beforeSend) {
      const changed = await ask('beforeSend', context, () => change(copy(current), context));
      if (changed === null) return 'filtered';
      if (typeof changed !== 'object') {
        throw new MapperError(context.eventName, 'beforeSend', 'answered');
      }
      const { event, violations, leftOut } = createDraft(changed, context.succeededAt);
      current = {
        event,
        violations: [...current.violations, ...violations],
        leftOut: current.leftOut + leftOut,
      };
    }
    return current;
  }
}

/** A draft is plain JSON. */
function copy({ event }: EventDraft): unknown {
  return structuredClone(event);
}

async function ask(
  name: 'consent' | 'beforeSend',
  context: TrackingContext,
  question: () => unknown,
): Promise<unknown> {
  try {
    const answer = question();
    if (!isThenable(answer)) return answer;
    return await withinMappingTime(
      answer,
      context.succeededAt,
      () => new MapperError(context.eventName, name, 'timed out'),
    );
  } catch (error) {
    throw MapperError.from(error, context.eventName, name);
  }
}

function isConsentState(decision: unknown): decision is ConsentState {
  const known = (value: unknown) => value === 'granted' || value === 'denied';
  return isPlainObject(decision) && known(decision['analytics']) && known(decision['marketing']);
}

function withConsent(draft: EventDraft, { analytics, marketing }: ConsentState): EventDraft {
  const { event } = draft;
  if (!isPlainObject(event) || !isPlainObject(event['profile_properties'])) return draft;
  const profile = { ...event['profile_properties'], $consent: { analytics, marketing } };
  return { ...draft, event: { ...event, profile_properties: profile } };
}
