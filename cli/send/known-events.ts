import type { AuditAnswer } from '../../lib/outbox/ledger.js';
import type { OutboxAdmin } from '../../lib/outbox/outbox.js';
import type { PastEvent } from './past-event.js';

/** Finds out which events the outbox knows already. */
export class KnownEvents {
  private known = new Map<string, string>();

  constructor(private readonly admin: OutboxAdmin) {}

  /** Looks up these events, and forgets the ones before. */
  async look(events: readonly PastEvent[]): Promise<void> {
    this.known = new Map();
    const idsByName = new Map<string, string[]>();
    for (const { eventName, eventId } of events) {
      const ids = idsByName.get(eventName);
      if (ids === undefined) idsByName.set(eventName, [eventId]);
      else ids.push(eventId);
    }
    for (const [eventName, ids] of idsByName) {
      for (const answer of await this.admin.audit({ ids, eventName })) {
        const why = whyKnown(answer);
        if (why !== undefined) this.known.set(keyOf({ eventName, eventId: answer.id }), why);
      }
    }
  }

  /** Why an event must be left out; undefined for one that is to be sent, once. */
  claim(event: PastEvent): string | undefined {
    const key = keyOf(event);
    const why = this.known.get(key);
    if (why === undefined) this.known.set(key, 'repeated');
    return why;
  }
}

function keyOf({ eventName, eventId }: Pick<PastEvent, 'eventName' | 'eventId'>): string {
  return JSON.stringify([eventName, eventId]);
}

/** What `consent` or `beforeSend` dropped stays dropped: the application has decided that. */
function whyKnown({ state, droppedBy, isOtherSource }: AuditAnswer): string | undefined {
  if (state === 'missing' || (state === 'delivered' && isOtherSource === true)) return undefined;
  if (state !== 'dropped') return state;
  return droppedBy === 'consent' || droppedBy === 'filter' ? `dropped by ${droppedBy}` : undefined;
}
