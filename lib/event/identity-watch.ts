import type { ConvergeEventDto } from './converge-event.dto.js';
import type { Violation } from './violation.js';

/** How many ids, customers and aliases are remembered; the oldest are forgotten first. */
const MAX_REMEMBERED = 10_000;
/** On how many different emails an alias may be seen: people have more than one. */
const MAX_EMAILS = 3;

/**
 * Sees what no single event shows: an alias that many customers share, a customer with two first
 * purchases, an id that serves two kinds of event. It remembers the latest events of this process, so
 * what it tells is a suspicion, and nothing is kept back for it.
 */
export class IdentityWatch {
  private readonly eventNames = new Map<string, string>();
  private readonly firstPurchases = new Map<string, string>();
  private readonly emails = new Map<string, Set<string>>();

  /** Looks at an event that keeps the contract. */
  look(event: ConvergeEventDto): Violation[] {
    const found: Violation[] = [];
    const { event_name, event_id, properties, profile_properties } = event;
    const other = remember(this.eventNames, event_id, event_name);
    if (other !== event_name) {
      found.push({
        path: 'event_id',
        rule: 'isOwnEventId',
        received: `the id of an event "${other}"`,
        advice: 'give each kind of event its own id: Converge may take the second for a copy',
      });
    }
    const email = normalise(properties['$email'] ?? profile_properties['$email']);
    if (email === undefined) return found;
    if (event_name === 'Placed Order' && properties['$is_new_customer'] === true) {
      const first = remember(this.firstPurchases, email, event_id);
      if (first !== event_id) found.push(SECOND_FIRST_PURCHASE);
    }
    event.aliases.forEach((alias, index) => {
      if (this.countEmails(alias, email) > MAX_EMAILS) found.push(shared(`aliases[${index}]`));
    });
    return found;
  }

  private countEmails(alias: string, email: string): number {
    const emails = remember(this.emails, alias, new Set<string>());
    if (emails.size <= MAX_EMAILS) emails.add(email);
    return emails.size;
  }
}

const SECOND_FIRST_PURCHASE: Violation = {
  path: 'properties.$is_new_customer',
  rule: 'isFirstPurchase',
  received: 'true, for an email whose earlier order was also its first',
  advice:
    "give true only for the customer's first completed purchase; whether somebody is a guest does not matter",
};

function shared(path: string): Violation {
  return {
    path,
    rule: 'isOwnAlias',
    received: `a value that was seen with more than ${MAX_EMAILS} different emails`,
    advice:
      'it is probably shared: leave it out or use one that belongs to one customer, since Converge merges all who have it, and a merge can never be undone',
  };
}

/** @returns what was remembered under the key before, else the value */
function remember<T>(memory: Map<string, T>, key: string, value: T): T {
  const known = memory.get(key);
  if (known !== undefined) return known;
  if (memory.size >= MAX_REMEMBERED) {
    const [oldest] = memory.keys();
    memory.delete(oldest!);
  }
  memory.set(key, value);
  return value;
}

function normalise(email: unknown): string | undefined {
  return typeof email === 'string' ? email.trim().toLowerCase() : undefined;
}
