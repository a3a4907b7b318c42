import { cleanJson } from '../event/clean-json.js';
import { isPlainObject } from '../event/constraints.js';
import { MAX_ALIASES } from '../event/converge-event.dto.js';
import type { PreparedEvent } from '../event/prepare-event.js';
import { Aliases, type DroppedAlias } from '../event/values/aliases.js';
import type { Violation } from '../event/violation.js';

/** What somebody adds to an event, as it was at that moment: a copy that JSON can carry. */
export interface Addition {
  /** The event that it is for; all events of the handler where there is none. */
  readonly eventName?: string;
  readonly aliases?: unknown;
  readonly properties?: unknown;
  readonly profile_properties?: unknown;
  /** What JSON cannot carry. */
  readonly violations: readonly Violation[];
  /** What the alias builder left out. */
  readonly dropped: readonly DroppedAlias[];
}

/** What is added during one call of a handler. */
export class Additions {
  readonly made: Addition[] = [];
  /** Whether the events have been built, so that another addition would come too late. */
  isOver = false;
}

/** Takes a copy of what is added. */
export function copyAddition(
  added: { aliases?: Iterable<string>; properties?: object; profile_properties?: object },
  eventName?: string,
): Addition {
  const violations: Violation[] = [];
  const copy = (value: unknown, path: string) =>
    cleanJson(value, { path, leaveOutEmpty: true, violations });
  const { aliases, properties, profile_properties } = added;
  return {
    eventName,
    // A string is an iterable of its letters.
    aliases: copy(typeof aliases === 'string' ? [aliases] : Array.from(aliases ?? []), 'aliases'),
    properties: copy(properties, 'properties'),
    profile_properties: copy(profile_properties, 'profile_properties'),
    violations,
    dropped: aliases instanceof Aliases ? aliases.dropped : [],
  };
}

/**
 * Adds to an event: of the additions the later win, and what is there already wins over all of them.
 * What is not as the contract wants it stays as it is, so that it is told.
 */
export function addTo(prepared: PreparedEvent, additions: readonly Addition[]): PreparedEvent {
  const { event } = prepared;
  if (additions.length === 0 || !isPlainObject(event)) return prepared;
  const merge = (key: 'properties' | 'profile_properties') =>
    mergeObjects([...additions.map((addition) => addition[key]), event[key]]);
  return {
    ...prepared,
    event: {
      ...event,
      aliases: joinAliases([event['aliases'], ...additions.map(({ aliases }) => aliases)]),
      properties: merge('properties'),
      profile_properties: merge('profile_properties'),
    },
    violations: [...prepared.violations, ...additions.flatMap((addition) => addition.violations)],
  };
}

function mergeObjects(objects: readonly unknown[]): unknown {
  const given = objects.at(-1);
  if (!isPlainObject(given)) return given;
  return objects.filter(isPlainObject).reduce((all, more) => ({ ...all, ...more }), {});
}

function joinAliases([given, ...more]: readonly unknown[]): unknown {
  const added = more.flatMap((aliases) => (Array.isArray(aliases) ? aliases : []));
  // What is no list is told; a mapper that gives none may leave them to what is added.
  if (added.length === 0 || (given !== undefined && !Array.isArray(given))) return given;
  // Those that are there stay even if they are too many: then the event is wrong, and says so.
  const room = Math.max(MAX_ALIASES, given?.length ?? 0);
  return [...new Set<unknown>([...(given ?? []), ...added])].slice(0, room);
}
