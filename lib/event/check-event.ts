import { CONTRACT } from './converge-event.dto.js';
import type { EventDraft } from './event-draft.js';
import { findUnsafeJson, isPlainObject } from './plain-json.js';
import { REFUSED_EVENTS } from './spec/event-spec.js';
import type { Rule } from './spec/field.js';
import { snakeCase, topPath, violationOf } from './describe-received.js';
import type { Violation } from './violation.js';

/**
 * Checks a value against the contract of Converge's webhook.
 *
 * @returns what is wrong with it, empty if nothing is; never throws
 * @publicApi
 */
export function checkEvent(value: unknown): Violation[] {
  const { properties, profile_properties } = Object(value) as Record<string, unknown>;
  const violations = findUnsafeJson({ properties, profile_properties });
  return checkDraft({ event: value, violations });
}

/**
 * Everything that breaks the contract in a draft: what JSON could not carry, and what is wrong with
 * the rest. A place that the first names is not named again by the second.
 *
 * @param aliases those that were given, where some of them were taken out: paths count them all
 */
export function checkDraft(
  { event, violations }: Pick<EventDraft, 'event' | 'violations'>,
  aliases?: readonly unknown[],
): Violation[] {
  const found = checkKeys(event, aliases);
  if (violations.length === 0) return found;
  const isNamed = (path: string) =>
    violations.some(
      (other) => other.path.startsWith(path) && !/^\w/.test(other.path.slice(path.length)),
    );
  return [...violations, ...found.filter(({ path }) => !isNamed(path))];
}

function checkKeys(event: unknown, aliases: readonly unknown[] | undefined): Violation[] {
  if (!isPlainObject(event)) {
    const advice = `give an object with ${[...CONTRACT.keys()].join(', ')}`;
    return [violationOf('event', 'isObject', event, advice)];
  }
  const found: Violation[] = [];
  for (const [key, rules] of CONTRACT) {
    const value = event[key];
    for (const rule of rules) {
      if (rule.test(value)) continue;
      found.push(...broken(rule, key, value, aliases));
      break;
    }
  }
  const { event_name: name } = event;
  const advice = REFUSED_EVENTS.get(name as string);
  if (advice !== undefined) {
    const received = `"${name}", which a server never sends`;
    found.push({ path: 'event_name', rule: 'isSentByServers', received, advice });
  }
  for (const key of Object.keys(event)) {
    if (!CONTRACT.has(key) && event[key] !== undefined) found.push(unknownKey(key, event[key]));
  }
  return found;
}

function broken(
  { name, advice, item }: Rule,
  key: string,
  value: unknown,
  aliases: readonly unknown[] = value as unknown[],
): Violation[] {
  if (item === undefined) return [violationOf(key, name, value, advice)];
  return aliases.flatMap((entry, index) =>
    item(entry) ? [] : [violationOf(`${key}[${index}]`, name, entry, advice)],
  );
}

function unknownKey(key: string, value: unknown): Violation {
  const meant = snakeCase(key);
  const advice = CONTRACT.has(meant)
    ? `write it as ${meant}`
    : 'put it into properties; Converge documents no such key';
  return violationOf(topPath(key), 'isDocumentedKey', value, advice);
}
