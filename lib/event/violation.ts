import { LRUCache } from 'lru-cache';
import { visibleLine, visibleName } from './visible.js';
import { describeReceived } from './describe-received.js';

/** One thing that is wrong with an event. */
export interface Violation {
  /** Where it is, e.g. `properties.items[2].price`; `event` for the event as a whole. */
  readonly path: string;
  /** The rule that is broken, e.g. `isNonEmptyString`. */
  readonly rule: string;
  /** What stood there, by kind and size: never the value itself, which may be personal. */
  readonly received: string;
  /** What to do about it. */
  readonly advice: string;
}

/** How many violations of an event are put into words; the others are counted. */
export const MAX_VIOLATIONS = 20;

/** The sentence for one violation, the same in errors, logs and the sandbox. */
export function describeViolation({ path, rule, received, advice }: Violation): string {
  return visibleLine(`${path} (${rule}): received ${received}; ${advice}`);
}

/**
 * An event that breaks the contract of Converge's webhook or, with `validation: 'strict'`, Converge's
 * event spec, or whose aliases all seem to be shared by customers, and that was therefore not sent.
 * Carries the first twenty violations, and counts the others; neither they nor the message hold a value
 * of the event.
 */
export class ConvergeValidationError extends Error {
  readonly code = 'CONVERGE_INVALID_EVENT';
  override readonly name = 'ConvergeValidationError';

  constructor(
    /** The event's name, where it has one. */
    readonly eventName: string | undefined,
    /** Everything that is wrong with it, at least one. */
    readonly violations: readonly Violation[],
    /** What it breaks. */
    readonly breaks: 'contract' | 'spec' | 'identity' = 'contract',
  ) {
    const lines = violations.map((violation) => `\n  - ${describeViolation(violation)}`);
    const subject =
      eventName === undefined ? 'An event without a name' : `Event "${visibleName(eventName)}"`;
    super(`${subject} ${BREAKS[breaks]}:${lines.join('')}`);
  }
}

const BREAKS = {
  contract: "breaks Converge's contract and was not sent",
  spec: "breaks Converge's event spec and was not sent, because of validation: 'strict'",
  identity: 'has no alias that seems to belong to one customer, and was not sent',
};

/** How much of a path is kept, in characters. */
const MAX_PATH_LENGTH = 200;

/** What is wrong with an event: the first twenty violations, and the number of the others. */
export class ViolationList {
  private readonly kept: Violation[] = [];
  private others = 0;

  get isEmpty(): boolean {
    return this.kept.length === 0;
  }

  /** Adds what is wrong with a value. */
  report(path: string, rule: string, value: unknown, advice: string): void {
    if (this.kept.length < MAX_VIOLATIONS)
      this.add({ path, rule, received: describeReceived(value), advice });
    else this.others++;
  }

  add(violation: Violation): void {
    if (this.kept.length >= MAX_VIOLATIONS) {
      this.others++;
      return;
    }
    const { path } = violation;
    const isLong = path.length > MAX_PATH_LENGTH;
    this.kept.push(
      isLong ? { ...violation, path: `${path.slice(0, MAX_PATH_LENGTH)}…` } : violation,
    );
  }

  addAll({ kept, others }: ViolationList): void {
    for (const violation of kept) this.add(violation);
    this.others += others;
  }

  /** Whether one stands at this place, or inside what stands there. */
  names(path: string): boolean {
    return this.kept.some(
      (other) => other.path.startsWith(path) && !/^\w/.test(other.path.slice(path.length)),
    );
  }

  /** The violations; where there are more than twenty, the last entry counts the others. */
  toArray(): Violation[] {
    if (this.others === 0) return [...this.kept];
    const received = `${this.others} more violation${this.others === 1 ? '' : 's'}`;
    const advice = 'fix the ones before first; these are only counted';
    return [...this.kept, { path: 'event', rule: 'andMore', received, advice }];
  }
}

const MAX_NAMES = 500;
const MAX_GROUPS = 500;

/** The same violation of the same event, however often. */
interface ViolationGroup<Place> extends Violation {
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
