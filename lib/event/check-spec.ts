import { FieldCheck } from './check-fields.js';
import type { ConvergeEventDto } from './converge-event.dto.js';
import { describeReceived, isWithin } from './describe-received.js';
import { nearestEventName } from './event-names.js';
import { isNonEmptyString } from './formats.js';
import { isPlainObject } from './plain-json.js';
import { checkedFields, EVENT_SPEC, ITEM_FIELDS } from './spec/event-spec.js';
import { isPlaceholderAlias } from './values/aliases.js';
import type { Violation } from './violation.js';

/** What a project knows beyond Converge's spec. */
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
 */
export function checkSpec(event: ConvergeEventDto, project: ProjectKnowledge = {}): Violation[] {
  const check = new FieldCheck(false);
  checkAliases(event.aliases, project, check);
  checkContent(event, project, check);
  return check.violations.toArray();
}

/**
 * Checks what can be checked of a value that breaks the contract.
 *
 * @param contract what {@link checkEvent} finds; what is named there is not named again
 */
export function checkSpecBeside(contract: readonly Violation[], value: unknown): Violation[] {
  if (!isPlainObject(value)) return [];
  const { event_name: name, event_id, properties, profile_properties, aliases } = value;
  const known = {
    event_name: typeof name === 'string' ? name : '',
    event_id,
    properties: isPlainObject(properties) ? properties : {},
    profile_properties: isPlainObject(profile_properties) ? profile_properties : {},
    aliases: Array.isArray(aliases) ? aliases : [],
  };
  const found = checkSpec(known as ConvergeEventDto);
  return found.filter(({ path }) => !contract.some((other) => isWithin(path, other.path)));
}

/**
 * Checks all aliases.
 *
 * @param checksSpec whether to find more than values that are no strings
 * @returns those that may be sent: strings, and by the spec trimmed and without placeholders
 */
export function checkAliases(
  aliases: readonly unknown[],
  { placeholderAliases }: ProjectKnowledge,
  check: FieldCheck,
  checksSpec = true,
): readonly string[] {
  const { violations } = check;
  const kept: string[] = [];
  for (const [index, alias] of aliases.entries()) {
    const path = `aliases[${index}]`;
    if (!isNonEmptyString(alias)) {
      // A draft has null in the place of what JSON cannot carry.
      const received = alias === null ? 'null, or what JSON cannot carry' : describeReceived(alias);
      violations.add({ path, rule: 'isNonEmptyString', received, advice: NO_ALIAS });
      continue;
    }
    if (!checksSpec) {
      kept.push(alias);
      continue;
    }
    const trimmed = alias.trim();
    if (isPlaceholderAlias(trimmed, placeholderAliases)) {
      violations.add({ path, ...PLACEHOLDER });
      continue;
    }
    const checked = check.fixes ? trimmed : alias;
    kept.push(checked);
    if (checked !== alias) check.fixed++;
    if (!/^urn:[^:\s]+:\S/.test(checked)) violations.report(path, 'isUrn', checked, NO_URN);
  }
  return kept;
}

const NO_ALIAS = 'it is left out: give each alias as a string, e.g. "urn:email:<email>"';

const PLACEHOLDER = {
  rule: 'isNoPlaceholder',
  received: 'a placeholder value',
  advice: 'leave it out: it would merge all customers who share it, for good',
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
    if (meant !== undefined) check.violations.add(misspelt(meant));
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
    check.violations.add(ID_OF_START);
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
