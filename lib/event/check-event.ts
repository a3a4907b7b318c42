import { CONTRACT } from './converge-event.dto.js';
import type { EventDraft } from './event-draft.js';
import { findUnsafeJson, isPlainObject } from './plain-json.js';
import { REFUSED_EVENTS } from './spec/event-spec.js';
import type { Rule } from './spec/field.js';
import { snakeCase, topPath, violationOf, type Violation } from './violation.js';

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
  for (const [key, rules] of CONTRACT) found.push(...checkKey(key, event[key], rules, aliases));
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

function checkKey(
  key: string,
  value: unknown,
  rules: readonly Rule[],
  aliases?: readonly unknown[],
): Violation[] {
  for (const { name, test, advice, each } of rules) {
    if (each !== true) {
      if (!test(value)) return [violationOf(key, name, value, advice)];
      continue;
    }
    const found = [...(aliases ?? (value as unknown[]))].flatMap((item, index) =>
      test(item) ? [] : [violationOf(`${key}[${index}]`, name, item, advice)],
    );
    if (found.length > 0) return found;
  }
  return [];
}

function unknownKey(key: string, value: unknown): Violation {
  const meant = snakeCase(key);
  const advice = CONTRACT.has(meant)
    ? `write it as ${meant}`
    : 'put it into properties; Converge documents no such key';
  return violationOf(topPath(key), 'isDocumentedKey', value, advice);
}
