import { LRUCache } from 'lru-cache';
import { type ProjectKnowledge, SpecCheck } from './check-spec.js';
import { checkDraft, type ConvergeEventDto } from './contract.js';
import type { EventDraft } from './event-draft.js';
import { checkSchema, type EventSchema, type Wait } from './event-schema.js';
import { ContactDto } from './spec/event-spec.js';
import { fieldsOf } from './spec/field.js';
import { countDropped } from './values/aliases.js';
import { ConvergeValidationError, MAX_VIOLATIONS, type Violation } from './violation.js';
import { visibleName } from './visible.js';

/**
 * What follows from a violation of Converge's event spec: it is reported, and the event sent (`warn`);
 * the event becomes a dead letter (`strict`); the spec is not checked (`off`).
 */
export type ValidationMode = 'warn' | 'strict' | 'off';

export const VALIDATION_MODES: readonly ValidationMode[] = ['warn', 'strict', 'off'];

export interface ValidatorSettings {
  /** The project's own events. */
  readonly events: Readonly<Record<string, EventSchema>>;
  readonly placeholderAliases: readonly string[];
  readonly mirrorContactFields: boolean;
}

export interface ValidatedEvent {
  readonly eventName: string | undefined;
  readonly eventId: string | undefined;
  /** The JSON that is sent. */
  readonly body: string;
  /** What breaks the webhook's contract: such an event is never sent. */
  readonly contract: readonly Violation[];
  /**
   * What breaks Converge's event spec, or the project's own. Of an event that breaks the contract, only
   * the aliases are checked for that.
   */
  readonly spec: readonly Violation[];
  /** What seems wrong beside other events. */
  readonly suspicions: readonly Violation[];
  /** How many values were fixed or left out. */
  readonly fixed: number;
  /**
   * Why it must not be sent: it breaks the contract or, in strict mode, the spec, or all of its aliases
   * seem to be shared.
   */
  readonly error: ConvergeValidationError | undefined;
}

/** Normalises events, finds out what is wrong with them, and decides what follows from it. */
export class EventValidator {
  private readonly watch = new IdentityWatch();
  private readonly project: ProjectKnowledge;

  constructor(private readonly settings: ValidatorSettings) {
    const { events, placeholderAliases } = settings;
    this.project = {
      eventNames: new Set(Object.keys(events)),
      placeholderAliases: new Set(placeholderAliases.map((alias) => alias.trim().toLowerCase())),
    };
  }

  /** @param draft belongs to the validator from now on, and is changed in place */
  async validate(draft: EventDraft, mode: ValidationMode, wait?: Wait): Promise<ValidatedEvent> {
    const event = draft.event as ConvergeEventDto;
    const { event_name: name, event_id: id, aliases } = Object(event) as Partial<ConvergeEventDto>;
    const eventName = typeof name === 'string' ? name : undefined;
    const check = new SpecCheck(this.project, draft);
    const { violations: spec } = check;
    // A merge can never be undone: placeholders are neither sent nor kept, whatever else is wrong.
    if (Array.isArray(aliases)) event.aliases = check.checkAliases(aliases, mode !== 'off');
    const contract = checkDraft(draft);
    let suspicions: readonly Violation[] = [];
    let error: ConvergeValidationError | undefined;
    if (contract.isEmpty) {
      if (this.settings.mirrorContactFields) mirrorContact(event);
      if (mode !== 'off') {
        check.checkContent(event);
        const own = this.settings.events;
        if (Object.hasOwn(own, event.event_name)) {
          spec.addAll(await checkSchema(own[event.event_name]!, event.properties, wait));
        }
        const seen = this.watch.look(event);
        suspicions = seen.suspicions;
        const unshared = event.aliases.filter((alias) => !seen.shared.has(alias));
        // Shared ones are held back: they can be added later. Without others, the event is not sent.
        if (unshared.length > 0) event.aliases = unshared;
        else error = new ConvergeValidationError(eventName, suspicions, 'identity');
      }
      if (mode === 'strict' && !spec.isEmpty) {
        error = new ConvergeValidationError(eventName, spec.toArray(), 'spec');
      }
    } else {
      if (Array.isArray(aliases) && event.aliases.length === 0) {
        // Those that were left out are the reason.
        const dropped = [...countDropped(draft.droppedAliases).keys()].slice(0, MAX_VIOLATIONS);
        if (dropped.length > 0) spec.add({ ...LEFT_OUT, received: dropped.join(', ') });
        contract.addAll(spec);
      }
      error = new ConvergeValidationError(eventName, contract.toArray());
    }
    return {
      eventName,
      eventId: typeof id === 'string' ? id : undefined,
      body: JSON.stringify(event),
      contract: contract.toArray(),
      spec: spec.toArray(),
      suspicions,
      fixed: contract.isEmpty ? draft.fixed : 0,
      error,
    };
  }
}

const LEFT_OUT = {
  path: 'aliases',
  rule: 'isAlias',
  advice: 'aliases() left them out; give values that belong to one customer',
};

const CONTACT_FIELDS = fieldsOf(ContactDto);

/** Gives each contact field that only one of an event's two objects has to the other, in place. */
function mirrorContact({ properties, profile_properties }: ConvergeEventDto): void {
  for (const { name } of CONTACT_FIELDS) {
    // Trimmed, since the other object may not know the field.
    const one = trimmed(properties[name]);
    const other = trimmed(profile_properties[name]);
    if (one === undefined && other !== undefined) properties[name] = other;
    if (other === undefined && one !== undefined) profile_properties[name] = one;
  }
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() || undefined : value;
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

  /** @returns what seems wrong beside the events before it, and the aliases that seem to be shared */
  look(event: ConvergeEventDto) {
    const suspicions: Violation[] = [];
    const shared = new Set<string>();
    const found = { suspicions, shared };
    const { event_name, event_id, properties, profile_properties } = event;
    const other = remember(this.eventNames, event_id, event_name);
    if (other !== event_name) {
      suspicions.push({
        path: 'event_id',
        rule: 'isUniqueEventId',
        received: `the id of an event "${visibleName(other)}"`,
        advice: 'give each kind of event its own id: Converge may take the second for a copy',
      });
    }
    const given = properties['$email'] ?? profile_properties['$email'];
    if (typeof given !== 'string' || given.length > MAX_LENGTH) return found;
    const email = given.trim().toLowerCase();
    if (event_name === 'Placed Order' && properties['$is_new_customer'] === true) {
      const first = remember(this.firstPurchases, email, event_id);
      if (first !== event_id) suspicions.push(SECOND_FIRST_PURCHASE);
    }
    for (const [index, alias] of event.aliases.entries()) {
      if (this.countEmails(alias, email) > MAX_EMAILS) {
        suspicions.push({ path: `aliases[${index}]`, ...SHARED });
        shared.add(alias);
      }
    }
    return found;
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
