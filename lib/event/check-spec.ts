import { FieldCheck } from './check-fields.js';
import type { ConvergeEventDto } from './converge-event.dto.js';
import { nearestEventName } from './event-names.js';
import { isPlainObject } from './plain-json.js';
import { checkedFields, EVENT_SPEC, ITEM_FIELDS } from './spec/event-spec.js';
import { isPlaceholderAlias } from './values/aliases.js';
import { violationOf, type Violation } from './violation.js';

/** What a project knows beyond Converge's spec. @publicApi */
export interface ProjectKnowledge {
  /** The project's own events. */
  readonly eventNames?: ReadonlySet<string>;
  /** More alias values that do not belong to one customer, in lower case. */
  readonly placeholderAliases?: ReadonlySet<string>;
}

/**
 * Checks an event that keeps the contract against Converge's event spec and against what its source
 * monitoring flags. A custom event is checked for what Converge flags on any event.
 *
 * @returns what is wrong with it, empty if nothing is
 * @publicApi
 */
export function checkSpec(event: ConvergeEventDto, project: ProjectKnowledge = {}): Violation[] {
  const content = checkContent(event, project, false);
  const aliases = checkAliases(event.aliases, project, false);
  return [...content.violations, ...aliases.violations];
}

/**
 * Checks all of an event but its aliases.
 *
 * @param fixes whether to fix, in place, what can only be meant in one way
 */
export function checkContent(
  event: ConvergeEventDto,
  { eventNames }: ProjectKnowledge,
  fixes: boolean,
): FieldCheck {
  const { event_name: name, properties, profile_properties } = event;
  const check = new FieldCheck(fixes);
  const isCustom = !Object.hasOwn(EVENT_SPEC, name);
  const meant = isCustom && eventNames?.has(name) !== true ? nearestEventName(name) : undefined;
  if (meant !== undefined) check.violations.push(misspelt(meant));
  const { items } = properties;
  if (isCustom && Array.isArray(items)) {
    items.forEach((item: unknown, index) => {
      if (isPlainObject(item)) check.check(item, ITEM_FIELDS, `properties.items[${index}]`);
    });
  }
  const fields = checkedFields(name);
  check.check(properties, fields.properties, 'properties');
  check.check(profile_properties, fields.profile_properties, 'profile_properties');
  // The bare id is the start's: Converge would take the cancellation for a copy of it.
  if (name === 'Cancelled Subscription' && event.event_id === properties['id']) {
    check.violations.push(ID_OF_START);
  }
  return check;
}

function misspelt(meant: string): Violation {
  return {
    path: 'event_name',
    rule: 'isEventName',
    received: 'a name that Converge does not know',
    advice: `write "${meant}", or register your own event under the option "events"`,
  };
}

const ID_OF_START: Violation = {
  path: 'event_id',
  rule: 'isOwnEventId',
  received: "the subscription's id, which is that of its start",
  advice: 'give the cancellation an id of its own, e.g. "<subscription id>:cancelled"',
};

/** What is wrong with an event's aliases. */
export interface CheckedAliases {
  readonly violations: readonly Violation[];
  /** Those that may be sent: without placeholders, and trimmed. */
  readonly kept: readonly unknown[];
  /** How many of these were trimmed. */
  readonly fixed: number;
}

/**
 * Checks all aliases but those that break the contract.
 *
 * @param fixes whether they are checked as trimmed
 */
export function checkAliases(
  aliases: readonly unknown[],
  { placeholderAliases }: ProjectKnowledge,
  fixes: boolean,
): CheckedAliases {
  const violations: Violation[] = [];
  const kept: unknown[] = [];
  let fixed = 0;
  for (const [index, alias] of aliases.entries()) {
    const trimmed = typeof alias === 'string' ? alias.trim() : '';
    const path = `aliases[${index}]`;
    if (trimmed === '') {
      kept.push(alias);
    } else if (isPlaceholderAlias(trimmed, placeholderAliases)) {
      const advice = 'do not give it: it would merge all customers who share it, for good';
      violations.push({ path, rule: 'isNoPlaceholder', received: 'a placeholder value', advice });
    } else {
      kept.push(trimmed);
      if (trimmed !== alias) fixed++;
      const checked = fixes ? trimmed : (alias as string);
      if (/^urn:[^:\s]+:\S/.test(checked)) continue;
      const advice = 'write it as urn:<name>:<value>, e.g. "urn:email:<email>"; aliases() does';
      violations.push(violationOf(path, 'isUrn', checked, advice));
    }
  }
  return { violations, kept, fixed };
}
