import { LRUCache } from 'lru-cache';
import type { ConvergeEventDto } from './converge-event.dto.js';
import { visibleName } from './visible.js';
import type { Violation } from './violation.js';

/** What seems wrong beside other events, and the aliases that seem to be shared. */
export interface Suspicions {
  readonly suspicions: readonly Violation[];
  readonly shared: ReadonlySet<string>;
}

/** How many ids, customers and aliases are remembered: those that were seen last. */
const MAX_REMEMBERED = 10_000;
/** A longer text is not remembered, in characters: ten thousand of them would fill the memory. */
const MAX_LENGTH = 500;
/** Counted as sizes, since lru-cache makes room for its `max` at once: milliseconds and 0.7 MB at each start. */
const REMEMBERED = { maxSize: MAX_REMEMBERED, sizeCalculation: () => 1 };
/** On how many different emails an alias may be seen: people have more than one. */
const MAX_EMAILS = 3;

/**
 * Sees what no single event shows: an alias that many customers share, a customer with two first
 * purchases, an id that serves two kinds of event. It remembers the latest events of this process, so
 * what it finds is a suspicion.
 */
export class IdentityWatch {
  private readonly eventNames = new LRUCache<string, string>(REMEMBERED);
  private readonly firstPurchases = new LRUCache<string, string>(REMEMBERED);
  private readonly emails = new LRUCache<string, readonly string[]>(REMEMBERED);

  /** Compares an event that keeps the contract with those before it. */
  look(event: ConvergeEventDto): Suspicions {
    const found: Violation[] = [];
    const shared = new Set<string>();
    const suspicions: Suspicions = { suspicions: found, shared };
    const { event_name, event_id, properties, profile_properties } = event;
    const other = remember(this.eventNames, event_id, event_name);
    if (other !== event_name) {
      found.push({
        path: 'event_id',
        rule: 'isUniqueEventId',
        received: `the id of an event "${visibleName(other)}"`,
        advice: 'give each kind of event its own id: Converge may take the second for a copy',
      });
    }
    const given = properties['$email'] ?? profile_properties['$email'];
    if (typeof given !== 'string' || given.length > MAX_LENGTH) return suspicions;
    const email = given.trim().toLowerCase();
    if (event_name === 'Placed Order' && properties['$is_new_customer'] === true) {
      const first = remember(this.firstPurchases, email, event_id);
      if (first !== event_id) found.push(SECOND_FIRST_PURCHASE);
    }
    for (const [index, alias] of event.aliases.entries()) {
      if (this.countEmails(alias, email) > MAX_EMAILS) {
        found.push({ path: `aliases[${index}]`, ...SHARED });
        shared.add(alias);
      }
    }
    return suspicions;
  }

  private countEmails(alias: string, email: string): number {
    if (alias.length > MAX_LENGTH) return 0;
    const known = this.emails.get(alias) ?? [];
    if (known.length > MAX_EMAILS || known.includes(email)) return known.length;
    this.emails.set(alias, [...known, email]);
    return known.length + 1;
  }
}

const SECOND_FIRST_PURCHASE: Violation = {
  path: 'properties.$is_new_customer',
  rule: 'isFirstPurchase',
  received: 'true, for an email whose earlier order was also its first',
  advice:
    "give true only for the customer's first completed purchase; whether the customer is a guest does not matter",
};

const SHARED = {
  rule: 'isNotShared',
  received: `a value that was seen with more than ${MAX_EMAILS} different emails`,
  advice:
    'it is probably shared, and held back: use one that belongs to one customer, since Converge merges all who have it, and a merge can never be undone',
};

/** @returns what was remembered under the key before, else the value */
function remember(memory: LRUCache<string, string>, key: string, value: string): string {
  const known = memory.get(key);
  const isShort = key.length + value.length <= MAX_LENGTH;
  if (known === undefined && isShort) memory.set(key, value);
  return known ?? value;
}
