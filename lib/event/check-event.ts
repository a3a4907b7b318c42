import { CONTRACT } from './converge-event.dto.js';
import type { EventDraft } from './event-draft.js';
import { findUnsafeJson, isPlainObject } from './plain-json.js';
import { REFUSED_EVENTS } from './spec/event-spec.js';
import type { Rule } from './spec/field.js';
import { snakeCase, topPath } from './describe-received.js';
import { ViolationList, type Violation } from './violation.js';

/**
 * Checks a value against the contract of Converge's webhook.
 *
 * @returns what is wrong with it, empty if nothing is; never throws
 */
export function checkEvent(value: unknown): Violation[] {
  const { properties, profile_properties } = Object(value) as Record<string, unknown>;
  const violations = findUnsafeJson({ properties, profile_properties });
  return checkDraft({ event: value, violations }).toArray();
}

/**
 * Everything that breaks the contract in a draft: what JSON could not carry, and what is wrong with
 * the rest. A place that the first names is not named again by the second.
 */
export function checkDraft({ event, violations, missing }: Checked): ViolationList {
  const found = new ViolationList();
  found.addAll(violations);
  checkKeys(event, (path, rule, value, advice) => {
    if (violations.names(path)) return;
    const isMissing = value === undefined || (Array.isArray(value) && value.length === 0);
    const why = isMissing ? missing?.(path, value, advice) : undefined;
    found.report(path, rule, value, why ?? advice);
  });
  const name = isPlainObject(event) ? (event['event_name'] as string) : '';
  const advice = REFUSED_EVENTS.get(name);
  if (advice !== undefined) {
    const received = `"${name}", which a server never sends`;
    found.add({ path: 'event_name', rule: 'isSentByServers', received, advice });
  }
  return found;
}

type Checked = Pick<EventDraft, 'event' | 'violations' | 'missing'>;
type Report = ViolationList['report'];

function checkKeys(event: unknown, report: Report): void {
  if (!isPlainObject(event)) {
    report('event', 'isObject', event, `give an object with ${[...CONTRACT.keys()].join(', ')}`);
    return;
  }
  for (const [key, rules] of CONTRACT) {
    const value = event[key];
    const broken = rules.find(({ test }) => !test(value));
    if (broken !== undefined) reportBroken(broken, key, value, report);
  }
  for (const key of Object.keys(event)) {
    if (CONTRACT.has(key) || event[key] === undefined) continue;
    const meant = snakeCase(key);
    const advice = CONTRACT.has(meant)
      ? `write it as ${meant}`
      : 'put it into properties; Converge documents no such key';
    report(topPath(key), 'isDocumentedKey', event[key], advice);
  }
}

function reportBroken({ name, advice, item }: Rule, key: string, value: unknown, report: Report) {
  if (item === undefined) return report(key, name, value, advice);
  for (const [index, entry] of (value as unknown[]).entries()) {
    if (!item(entry)) report(`${key}[${index}]`, name, entry, advice);
  }
}
