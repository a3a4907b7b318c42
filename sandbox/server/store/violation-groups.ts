import { LRUCache } from 'lru-cache';
import type { Violation } from '../../../lib/event/violation.js';

const MAX_NAMES = 500;
const MAX_GROUPS = 5_000;

interface Group<Place> {
  readonly eventName: string;
  readonly violation: Violation;
  readonly first: Place;
  last: Place;
  /** How many places have it. */
  count: number;
  /** How many events have it. */
  events: number;
}

/** The path of a violation without indices: `properties.items[].price`. */
export function placeOf({ path }: Violation): string {
  return path.replaceAll(/\[\d+\]/g, '[]');
}

/**
 * Groups violations by event, path (without indices) and rule. Keeps those that came last: 5,000 groups,
 * and the numbers of events of 500 names.
 */
export class ViolationGroups<Place> {
  private readonly events = new LRUCache<string, number>({ max: MAX_NAMES });
  private readonly groups = new LRUCache<string, Group<Place>>({ max: MAX_GROUPS });

  /** @param keyOf equal violations of an event have the same; by default, those of one path and rule */
  constructor(
    private readonly keyOf = (found: Violation) => JSON.stringify([placeOf(found), found.rule]),
  ) {}

  /**
   * Counts an event, with or without violations.
   *
   * @param whereOf returns the place of a violation, after that of an equal one
   */
  add(
    eventName: string,
    violations: readonly Violation[],
    whereOf: (found: Violation, before: Place | undefined) => Place,
  ): void {
    this.events.set(eventName, (this.events.get(eventName) ?? 0) + 1);
    const counted = new Set<Group<Place>>();
    for (const found of violations) {
      const key = JSON.stringify([eventName, this.keyOf(found)]);
      const known = this.groups.get(key);
      const place = whereOf(found, known?.last);
      const group = known ?? {
        eventName,
        violation: { ...found, path: placeOf(found) },
        first: place,
        last: place,
        count: 0,
        events: 0,
      };
      this.groups.set(key, group);
      group.count++;
      if (!counted.has(group)) group.events++;
      counted.add(group);
      group.last = place;
    }
  }

  /** The most frequent first, each with its share of all events of that name, from 0 to 1. */
  list() {
    const found = [...this.groups.values()].toReversed().map(({ violation, ...group }) => {
      const all = this.events.peek(group.eventName) ?? group.events;
      return { ...violation, ...group, share: group.events / all };
    });
    return found.sort((one, other) => other.count - one.count);
  }

  clear(): void {
    this.events.clear();
    this.groups.clear();
  }
}
