import { checkFields } from './check-fields.js';
import { isPlainObject } from './constraints.js';
import type { ConvergeEventDto } from './converge-event.dto.js';
import { describeReceived } from './describe-received.js';
import { nearestEventName } from './event-names.js';
import { expectedFields } from './expected-fields.js';
import { PricedDto } from './spec/common.dto.js';
import { fieldsOf } from './spec/field.js';
import { isDummyAlias } from './values/dummy-alias.js';
import type { Violation } from './violation.js';

/** What a project knows beyond Converge's spec. @publicApi */
export interface ProjectKnowledge {
  /** The project's own events. */
  readonly eventNames?: ReadonlySet<string>;
  /** More alias values that belong to nobody in particular. */
  readonly dummyAliases?: ReadonlySet<string>;
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
  const { event_name: name, properties, profile_properties } = event;
  const violations: Violation[] = [];
  const fields = expectedFields(name);
  if (fields.isCustom) checkCustom(name, properties, project, violations);
  checkFields(properties, fields.properties, 'properties', violations);
  checkFields(profile_properties, fields.profile_properties, 'profile_properties', violations);
  checkId(event, violations);
  event.aliases.forEach((alias, index) => {
    const found = checkAlias(alias, `aliases[${index}]`, project.dummyAliases);
    if (found !== undefined) violations.push(found);
  });
  return violations;
}

function checkCustom(
  name: string,
  properties: Record<string, unknown>,
  { eventNames }: ProjectKnowledge,
  violations: Violation[],
): void {
  const nearest = eventNames?.has(name) === true ? undefined : nearestEventName(name);
  if (nearest !== undefined) {
    violations.push({
      path: 'event_name',
      rule: 'isEventName',
      received: 'a name that Converge does not know',
      advice: `write "${nearest}", or register your own event under the option "events"`,
    });
  }
  const { items } = properties;
  if (!Array.isArray(items)) return;
  items.forEach((item: unknown, index) => {
    if (isPlainObject(item)) checkFields(item, PRICED, `properties.items[${index}]`, violations);
  });
}

/** The bare id is the start's: Converge would take the cancellation for a copy of it. */
function checkId(
  { event_name, event_id, properties }: ConvergeEventDto,
  violations: Violation[],
): void {
  if (event_name !== 'Cancelled Subscription' || event_id !== properties['id']) return;
  violations.push({
    path: 'event_id',
    rule: 'isOwnEventId',
    received: "the subscription's id, which is that of its start",
    advice: 'give the cancellation an id of its own, e.g. "<subscription id>:cancelled"',
  });
}

export function checkAlias(
  alias: string,
  path: string,
  dummies?: ReadonlySet<string>,
): Violation | undefined {
  if (isDummyAlias(alias, dummies)) {
    const advice = 'do not give it: it would merge all customers who share it, for good';
    return { path, rule: 'isOwnAlias', received: 'a dummy value', advice };
  }
  if (/^urn:[^:\s]+:\S/.test(alias)) return undefined;
  const received = describeReceived(alias);
  const advice = 'write it as urn:<name>:<value>, e.g. "urn:email:<email>"; aliases() does';
  return { path, rule: 'isUrn', received, advice };
}
