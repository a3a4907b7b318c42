import { LRUCache } from 'lru-cache';
import type { Violation } from './violation.js';

const MAX_NAMES = 500;
const MAX_GROUPS = 500;

/** The same violation of the same event, however often. */
export interface ViolationGroup<Place> extends Violation {
  readonly eventName: string;
  /** How many places have it. */
  readonly count: number;
  /** How many events have it. */
  readonly events: number;
  /** Of all events of that name, from 0 to 1. */
  readonly share: number;
  readonly first: Place;
  readonly last: Place;
}

interface Group<Place> {
  readonly violation: Violation;
  readonly first: Place;
  last: Place;
  count: number;
  events: number;
}

interface EventName<Place> {
  count: number;
  readonly groups: LRUCache<string, Group<Place>>;
}

/**
 * Groups violations by event, path (without indices: `properties.items[].price`) and rule. Keeps those
 * that came last, 500 names of events with 500 groups each.
 */
export class ViolationGroups<Place> {
  private readonly names = new LRUCache<string, EventName<Place>>({
    max: MAX_NAMES,
    memoMethod: () => ({ count: 0, groups: new LRUCache({ max: MAX_GROUPS }) }),
  });

  /**
   * Counts an event, with or without violations.
   *
   * @param placeOf returns the place of a violation, and knows whether it begins a group
   */
  add(
    eventName: string,
    violations: readonly Violation[],
    placeOf: (found: Violation, isFirst: boolean) => Place,
  ): void {
    const name = this.names.memo(eventName);
    name.count++;
    if (violations.length === 0) return;
    const counted = new Set<Group<Place>>();
    for (const found of violations) {
      const violation = { ...found, path: found.path.replaceAll(/\[\d+\]/g, '[]') };
      const key = `${violation.path} ${violation.rule}`;
      const known = name.groups.get(key);
      const place = placeOf(found, known === undefined);
      const group = known ?? { violation, first: place, last: place, count: 0, events: 0 };
      if (known === undefined) name.groups.set(key, group);
      group.count++;
      if (!counted.has(group)) group.events++;
      counted.add(group);
      group.last = place;
    }
  }

  /** The most frequent first. */
  list(): ViolationGroup<Place>[] {
    const found: ViolationGroup<Place>[] = [];
    for (const [eventName, { count: all, groups }] of [...this.names.entries()].toReversed()) {
      for (const { violation, count, events, first, last } of [...groups.values()].toReversed()) {
        found.push({ eventName, ...violation, count, events, share: events / all, first, last });
      }
    }
    return found.sort((one, other) => other.count - one.count);
  }

  clear(): void {
    this.names.clear();
  }
}
