import { isPlainObject, JsonCopier, setProperty } from './plain-json.js';
import { ID_FIELDS } from './spec/event-spec.js';
import { type DroppedAlias, isAliases, MAX_ALIASES } from './values/aliases.js';
import { topPath, ViolationList } from './violation.js';

/** An event that an application gave, before it is validated. */
export interface EventDraft {
  /** A copy of its own, plain JSON, without what JSON cannot carry; null if it cannot be read. */
  event: unknown;
  /** What JSON cannot carry. Empty does not mean that the event is valid. */
  violations: ViolationList;
  /** What the alias builder left out of its aliases. */
  droppedAliases: readonly DroppedAlias[];
  /** How many nulls and empty strings were left out, and ids made strings. */
  fixed: number;
  /** What to say where a part or a field is missing; if not given, the advice as it is. */
  missing?: MissingAdvice;
}

/** Why a part or a field is missing or empty, and what to do; the given advice if nothing more is known. */
export type MissingAdvice = (path: string, value: unknown, advice: string) => string;

/**
 * Copies what an application gave: leaves out what is undefined, null or empty in both property
 * objects, writes dates as ISO 8601 and numeric ids as strings, and fills in the time. Never throws.
 */
export function createDraft(given: unknown, now: Date): EventDraft {
  const copier = new JsonCopier();
  try {
    const event = copyEvent(given, now, copier);
    const aliases = isPlainObject(given) ? given['aliases'] : undefined;
    const droppedAliases = isAliases(aliases) ? aliases.dropped : [];
    return { event, violations: copier.violations, droppedAliases, fixed: copier.fixed };
  } catch {
    // A getter of the event itself, or a proxy, threw.
    const advice = 'reading it threw an error; give a plain object';
    const violations = new ViolationList();
    violations.add({ path: 'event', rule: 'isReadable', received: 'an object', advice });
    return { event: null, violations, droppedAliases: [], fixed: 0 };
  }
}

function copyEvent(given: unknown, now: Date, copier: JsonCopier): unknown {
  if (!isPlainObject(given)) return copier.copy(given, 'event') ?? null;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(given)) {
    const leavesOutEmpty = key === 'properties' || key === 'profile_properties';
    // An alias that is no string is left out later, with a report; the event is not lost for it.
    const options = { leavesOutEmpty, isLenient: key === 'aliases', idKeys: ID_FIELDS };
    const value = key === 'event_id' ? toId(given[key], copier) : given[key];
    setProperty(copy, key, copier.copy(value, topPath(key), options));
  }
  // Delivery can be late, so a time is always sent.
  if ((given['timestamp'] ?? null) === null) copy['timestamp'] = now.toISOString();
  return copy;
}

/** A number above 2^53 has lost its last digits: two events may share it. */
function toId(value: unknown, copier: JsonCopier): unknown {
  if (!Number.isSafeInteger(value) && typeof value !== 'bigint') return value;
  copier.fixed++;
  return String(value);
}

/** What is added to an event from elsewhere. */
export interface Enrichment {
  readonly aliases?: Iterable<string>;
  readonly properties?: object;
  readonly profile_properties?: object;
}

/** @returns a draft with these parts of an event, as they are now */
export function copyEnrichment(added: Enrichment): EventDraft {
  const { aliases } = added;
  if (aliases === undefined || isAliases(aliases)) return createDraft(added, new Date());
  // A string is an iterable of its letters.
  const list = typeof aliases === 'string' ? [aliases] : Array.from(aliases ?? []);
  const given = list.filter((alias) => (alias ?? '') !== '');
  return createDraft({ ...added, aliases: given }, new Date());
}

/**
 * Adds to a draft, in place: later enrichments win over earlier ones, and what the draft has wins over
 * all. What breaks the contract in it stays as it is, so that it is reported.
 */
export function enrichDraft(draft: EventDraft, enrichments: readonly EventDraft[]): void {
  const { event } = draft;
  if (!isPlainObject(event)) return;
  for (const added of enrichments) {
    addAliases(event, Object(added.event).aliases);
    draft.violations.addAll(added.violations);
    draft.droppedAliases = draft.droppedAliases.concat(added.droppedAliases);
  }
  for (const added of enrichments.toReversed()) {
    const { properties, profile_properties } = Object(added.event) as Record<string, unknown>;
    addMissing(event['properties'], properties);
    addMissing(event['profile_properties'], profile_properties);
  }
}

function addAliases(event: Record<string, unknown>, added: unknown): void {
  if (!Array.isArray(added)) return;
  // A mapper that gives no aliases leaves them to what is added; what is no list is reported.
  if (event['aliases'] === undefined && added.length > 0) event['aliases'] = [];
  const aliases = event['aliases'];
  if (!Array.isArray(aliases)) return;
  for (const alias of added) {
    if (aliases.length < MAX_ALIASES && !aliases.includes(alias)) aliases.push(alias);
  }
}

function addMissing(target: unknown, added: unknown): void {
  if (!isPlainObject(target) || !isPlainObject(added)) return;
  for (const key of Object.keys(added)) {
    if (Object.hasOwn(target, key)) continue;
    const value = added[key];
    // Other events of the handler may get the same enrichment, and each changes what it has.
    setProperty(target, key, typeof value === 'object' ? structuredClone(value) : value);
  }
}
