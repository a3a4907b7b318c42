import { validateSync, type ValidationError } from 'class-validator';
import { findUnsafeJson, isEventTime, isNonEmptyString, isPlainObject } from './constraints.js';
import { ConvergeEventDto, MAX_ALIASES } from './converge-event.dto.js';
import { describeReceived } from './describe-received.js';
import { topPath } from './json-path.js';
import type { PreparedEvent } from './prepare-event.js';
import { snakeCase } from './snake-case.js';
import { REFUSED_EVENTS } from './spec/refused-events.js';
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
  return isRight(value) ? [] : findViolations(value);
}

/**
 * Checks an event that was read from JSON, where all that is an object is plain and safe already.
 */
export function checkParsed(value: unknown): Violation[] {
  return hasRightKeys(value) ? [] : findViolations(value);
}

/**
 * Whether there is nothing to find, by the same rules that the DTO states, but without the work of
 * putting what is wrong into words: nearly every event is right.
 */
function isRight(value: unknown): boolean {
  return (
    hasRightKeys(value) &&
    findUnsafeJson(value.properties, '').length === 0 &&
    findUnsafeJson(value.profile_properties, '').length === 0
  );
}

function hasRightKeys(value: unknown): value is ConvergeEventDto {
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

function findViolations(value: unknown): Violation[] {
  if (!isPlainObject(value)) {
    return [
      {
        path: 'event',
        rule: 'isObject',
        received: describeReceived(value),
        advice: `give an object with ${KEYS.join(', ')}`,
      },
    ];
  }
  const known = new ConvergeEventDto();
  const unknown: Violation[] = [];
  for (const key of Object.keys(value)) {
    if (KEYS.includes(key)) Object.assign(known, { [key]: value[key] });
    else if (value[key] !== undefined) unknown.push(unknownKey(key, value[key]));
  }
  const errors = validateSync(known, { forbidUnknownValues: true });
  return [...errors.flatMap(toViolations), ...refused(value['event_name']), ...unknown];
}

/**
 * Everything that is wrong with a prepared event: what JSON could not carry, and what the contract
 * forbids of the rest. A place that the first already names is not named again by the second.
 */
export function checkPrepared({ event, violations }: PreparedEvent): readonly Violation[] {
  const found = checkParsed(event);
  if (violations.length === 0) return found;
  const named = (path: string) =>
    violations.some(
      (other) => other.path.startsWith(path) && !/^\w/.test(other.path.slice(path.length)),
    );
  return [...violations, ...found.filter(({ path }) => !named(path))];
}

function refused(eventName: unknown): Violation[] {
  const advice = REFUSED_EVENTS.get(eventName as string);
  if (advice === undefined) return [];
  const received = `"${eventName}", which a server never sends`;
  return [{ path: 'event_name', rule: 'isSentByServers', received, advice }];
}

function unknownKey(key: string, value: unknown): Violation {
  const meant = snakeCase(key);
  return {
    path: topPath(key),
    rule: 'isDocumentedKey',
    received: describeReceived(value),
    advice: KEYS.includes(meant)
      ? `write it as ${meant}`
      : 'put it into properties; Converge documents no such key',
  };
}

function toViolations({ property: path, value, constraints = {} }: ValidationError): Violation[] {
  if ('isJsonObject' in constraints && isPlainObject(value)) return findUnsafeJson(value, path);
  if (path === 'aliases' && Array.isArray(value) && 'isNonEmptyString' in constraints) {
    const { isNonEmptyString: advice, ...others } = constraints;
    const items = [...value.entries()].filter(([, item]) => !isNonEmptyString(item));
    return [
      ...items.map(([index, item]) =>
        violation(`${path}[${index}]`, 'isNonEmptyString', item, advice),
      ),
      ...Object.entries(others).map(([rule, text]) => violation(path, rule, value, text)),
    ];
  }
  // The rules of one key build on each other: where the value is not even an array, its size is no news.
  const rules = 'isArray' in constraints ? { isArray: constraints.isArray } : constraints;
  return Object.entries(rules).map(([rule, advice]) => violation(path, rule, value, advice));
}

function violation(path: string, rule: string, value: unknown, advice = ''): Violation {
  return { path, rule, received: describeReceived(value), advice };
}
