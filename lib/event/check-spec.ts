import { FieldCheck } from './check-fields.js';
import type { ConvergeEventDto } from './converge-event.dto.js';
import { violationOf } from './describe-received.js';
import { nearestEventName } from './event-names.js';
import { isPlainObject } from './plain-json.js';
import { checkedFields, EVENT_SPEC, PricedDto } from './spec/event-spec.js';
import { fieldsOf } from './spec/field.js';
import { isPlaceholderAlias } from './values/aliases.js';
import type { Violation } from './violation.js';

/** What a project knows beyond Converge's spec. @publicApi */
export interface ProjectKnowledge {
  /** The project's own events. */
  readonly eventNames?: ReadonlySet<string>;
  /** More alias values that do not belong to one customer, in lower case. */
  readonly placeholderAliases?: ReadonlySet<string>;
}

const PRICED = fieldsOf(PricedDto);

/**
 * Checks an event that keeps the contract against Converge's event spec and against what its source
 * monitoring flags. A custom event is checked for what Converge flags on any event.
 *
 * @returns what is wrong with it, empty if nothing is
 * @publicApi
 */
export function checkSpec(event: ConvergeEventDto, project: ProjectKnowledge = {}): Violation[] {
  const check = new FieldCheck(false);
  checkContent(event, project, check);
  const { violations } = checkAliases(event.aliases, project.placeholderAliases, false);
  return [...check.violations, ...violations];
}

/** Checks all of an event but its aliases. */
export function checkContent(
  event: ConvergeEventDto,
  project: ProjectKnowledge,
  check: FieldCheck,
): void {
  const { event_name: name, properties, profile_properties } = event;
  if (!Object.hasOwn(EVENT_SPEC, name)) checkCustom(name, properties, project, check);
  const fields = checkedFields(name);
  check.check(properties, fields.properties, 'properties');
  check.check(profile_properties, fields.profile_properties, 'profile_properties');
  // The bare id is the start's: Converge would take the cancellation for a copy of it.
  if (name === 'Cancelled Subscription' && event.event_id === properties['id']) {
    check.violations.push(ID_OF_START);
  }
}

const ID_OF_START: Violation = {
  path: 'event_id',
  rule: 'isOwnEventId',
  received: "the subscription's id, which is that of its start",
  advice: 'give the cancellation an id of its own, e.g. "<subscription id>:cancelled"',
};

function checkCustom(
  name: string,
  properties: Record<string, unknown>,
  { eventNames }: ProjectKnowledge,
  check: FieldCheck,
): void {
  const nearest = eventNames?.has(name) === true ? undefined : nearestEventName(name);
  if (nearest !== undefined) {
    check.violations.push({
      path: 'event_name',
      rule: 'isEventName',
      received: 'a name that Converge does not know',
      advice: `write "${nearest}", or register your own event under the option "events"`,
    });
  }
  const { items } = properties;
  if (!Array.isArray(items)) return;
  items.forEach((item: unknown, index) => {
    if (isPlainObject(item)) check.check(item, PRICED, 'properties.items', index);
  });
}

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
  placeholders: ReadonlySet<string> | undefined,
  fixes: boolean,
): CheckedAliases {
  const violations: Violation[] = [];
  const kept: unknown[] = [];
  let fixed = 0;
  for (const [index, alias] of aliases.entries()) {
    const trimmed = typeof alias === 'string' ? alias.trim() : '';
    if (trimmed === '') {
      kept.push(alias);
    } else if (isPlaceholderAlias(trimmed, placeholders)) {
      const advice = 'do not give it: it would merge all customers who share it, for good';
      const received = 'a placeholder value';
      violations.push({ path: `aliases[${index}]`, rule: 'isNoPlaceholder', received, advice });
    } else {
      kept.push(trimmed);
      if (trimmed !== alias) fixed++;
      const checked = fixes ? trimmed : (alias as string);
      if (/^urn:[^:\s]+:\S/.test(checked)) continue;
      const advice = 'write it as urn:<name>:<value>, e.g. "urn:email:<email>"; aliases() does';
      violations.push(violationOf(`aliases[${index}]`, 'isUrn', checked, advice));
    }
  }
  return { violations, kept, fixed };
}
