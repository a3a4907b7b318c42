import { validateSync, type ValidationError } from 'class-validator';
import {
  ConvergeEventDto,
  findUnsafeJson,
  isEventTime,
  isNonEmptyString,
  MAX_ALIASES,
} from './converge-event.dto.js';
import { snakeCase, topPath, violationOf } from './describe-received.js';
import type { EventDraft } from './event-draft.js';
import { isPlainObject } from './plain-json.js';
import { REFUSED_EVENTS } from './spec/event-spec.js';
import type { Violation } from './violation.js';

const KEYS: readonly string[] = [
  'event_name',
  'event_id',
  'properties',
  'profile_properties',
  'aliases',
  'timestamp',
];

/**
 * Checks a value against the contract of Converge's webhook.
 *
 * @returns what is wrong with it, empty if nothing is; never throws
 * @publicApi
 */
export function checkEvent(value: unknown): Violation[] {
  return isValid(value) ? [] : findViolations(value);
}

/** Checks an event that was read from JSON, where every object is plain and safe already. */
export function checkParsed(value: unknown): Violation[] {
  return hasValidKeys(value) ? [] : findViolations(value);
}

/**
 * Everything that breaks the contract in a draft: what JSON could not carry, and what is wrong with
 * the rest. A place that the first names is not named again by the second.
 *
 * @param aliases those that were given, where some of them were taken out: paths count them all
 */
export function checkDraft(
  { event, violations }: EventDraft,
  aliases?: readonly unknown[],
): readonly Violation[] {
  const found = hasValidKeys(event) ? [] : findViolations(event, aliases);
  if (violations.length === 0) return found;
  const isNamed = (path: string) =>
    violations.some(
      (other) => other.path.startsWith(path) && !/^\w/.test(other.path.slice(path.length)),
    );
  return [...violations, ...found.filter(({ path }) => !isNamed(path))];
}

/**
 * Whether there is nothing to find, by the same rules that the DTO states, but without the work of
 * putting what is wrong into words: nearly every event is valid.
 */
function isValid(value: unknown): boolean {
  return (
    hasValidKeys(value) &&
    findUnsafeJson(value.properties, '').length === 0 &&
    findUnsafeJson(value.profile_properties, '').length === 0
  );
}

function hasValidKeys(value: unknown): value is ConvergeEventDto {
  if (!isPlainObject(value)) return false;
  for (const key of Object.keys(value)) if (!KEYS.includes(key)) return false;
  const { event_name, event_id, properties, profile_properties, aliases, timestamp } = value;
  return (
    isNonEmptyString(event_name) &&
    !REFUSED_EVENTS.has(event_name) &&
    isNonEmptyString(event_id) &&
    isPlainObject(properties) &&
    isPlainObject(profile_properties) &&
    Array.isArray(aliases) &&
    aliases.length >= 1 &&
    aliases.length <= MAX_ALIASES &&
    aliases.every(isNonEmptyString) &&
    (timestamp === undefined || isEventTime(timestamp))
  );
}

function findViolations(value: unknown, aliases?: readonly unknown[]): Violation[] {
  if (!isPlainObject(value)) {
    return [violationOf('event', 'isObject', value, `give an object with ${KEYS.join(', ')}`)];
  }
  const known = new ConvergeEventDto();
  const unknown: Violation[] = [];
  for (const key of Object.keys(value)) {
    if (KEYS.includes(key)) Object.assign(known, { [key]: value[key] });
    else if (value[key] !== undefined) unknown.push(unknownKey(key, value[key]));
  }
  const errors = validateSync(known, { forbidUnknownValues: true });
  const found = errors.flatMap((error) => toViolations(error, aliases));
  return [...found, ...refused(value['event_name']), ...unknown];
}

function refused(eventName: unknown): Violation[] {
  const advice = REFUSED_EVENTS.get(eventName as string);
  if (advice === undefined) return [];
  const received = `"${eventName}", which a server never sends`;
  return [{ path: 'event_name', rule: 'isSentByServers', received, advice }];
}

function unknownKey(key: string, value: unknown): Violation {
  const meant = snakeCase(key);
  const advice = KEYS.includes(meant)
    ? `write it as ${meant}`
    : 'put it into properties; Converge documents no such key';
  return violationOf(topPath(key), 'isDocumentedKey', value, advice);
}

function toViolations(
  { property: path, value, constraints = {} }: ValidationError,
  aliases: readonly unknown[] | undefined,
): readonly Violation[] {
  if ('isJsonObject' in constraints && isPlainObject(value)) return findUnsafeJson(value, path);
  if (path === 'aliases' && Array.isArray(value) && 'isNonEmptyString' in constraints) {
    const { isNonEmptyString: advice, ...others } = constraints;
    const items = [...(aliases ?? value).entries()].filter(([, item]) => !isNonEmptyString(item));
    return [
      ...items.map(([index, item]) =>
        violationOf(`${path}[${index}]`, 'isNonEmptyString', item, advice),
      ),
      ...Object.entries(others).map(([rule, text]) => violationOf(path, rule, value, text)),
    ];
  }
  // The rules of one key build on each other: where the value is no array, its size is no news.
  const rules = 'isArray' in constraints ? { isArray: constraints.isArray } : constraints;
  return Object.entries(rules).map(([rule, advice]) => violationOf(path, rule, value, advice));
}
