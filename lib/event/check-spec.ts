import { FieldCheck } from './check-fields.js';
import type { ConvergeEventDto } from './converge-event.dto.js';
import { nearestEventName } from './event-names.js';
import { isPlainObject } from './plain-json.js';
import { checkedFields, EVENT_SPEC, ITEM_FIELDS } from './spec/event-spec.js';
import { isPlaceholderAlias } from './values/aliases.js';
import type { Violation } from './violation.js';

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
  const check = new FieldCheck(false);
  checkAliases(event.aliases, project, check);
  checkContent(event, project, check);
  return check.violations;
}

/**
 * Checks all aliases but those that break the contract.
 *
 * @returns those that may be sent: without placeholders, and trimmed
 */
export function checkAliases(
  aliases: readonly unknown[],
  { placeholderAliases }: ProjectKnowledge,
  check: FieldCheck,
): readonly unknown[] {
  const kept: unknown[] = [];
  for (const [index, alias] of aliases.entries()) {
    const trimmed = typeof alias === 'string' ? alias.trim() : '';
    if (trimmed !== '' && isPlaceholderAlias(trimmed, placeholderAliases)) {
      check.violations.push({ path: `aliases[${index}]`, ...PLACEHOLDER });
      continue;
    }
    const checked = check.fixes && trimmed !== '' ? trimmed : alias;
    kept.push(checked);
    if (checked !== alias) check.fixed++;
    if (trimmed === '' || /^urn:[^:\s]+:\S/.test(checked as string)) continue;
    check.report(`aliases[${index}]`, 'isUrn', checked, NO_URN);
  }
  return kept;
}

const PLACEHOLDER = {
  rule: 'isNoPlaceholder',
  received: 'a placeholder value',
  advice: 'do not give it: it would merge all customers who share it, for good',
};

const NO_URN = 'write it as urn:<name>:<value>, e.g. "urn:email:<email>"; aliases() does';

/** Checks all of an event but its aliases. */
export function checkContent(
  event: ConvergeEventDto,
  { eventNames }: ProjectKnowledge,
  check: FieldCheck,
): void {
  const { event_name: name, properties, profile_properties } = event;
  if (!Object.hasOwn(EVENT_SPEC, name)) {
    const meant = eventNames?.has(name) === true ? undefined : nearestEventName(name);
    if (meant !== undefined) check.violations.push(misspelt(meant));
    const { items } = properties;
    for (const [index, item] of Array.isArray(items) ? items.entries() : []) {
      if (isPlainObject(item)) check.check(item, ITEM_FIELDS, `properties.items[${index}]`);
    }
  }
  const fields = checkedFields(name);
  check.check(properties, fields.properties, 'properties');
  check.check(profile_properties, fields.profile_properties, 'profile_properties');
  // The bare id is the start's: Converge would take the cancellation for a copy of it.
  if (name === 'Cancelled Subscription' && event.event_id === properties['id']) {
    check.violations.push(ID_OF_START);
  }
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
