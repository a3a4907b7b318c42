import type { Violation } from '../../event/violation.js';

/** What an event may break. */
export type Broken = 'contract' | 'spec';

/** The same mistake of the same event, however often. */
export interface Finding {
  readonly breaks: Broken;
  /** Null for events without a name. */
  readonly eventName: string | null;
  /** Without the numbers of lines: `properties.items[].price`. */
  readonly path: string;
  readonly rule: string;
  /** What stood there the first time. */
  readonly received: string;
  readonly advice: string;
  /** Where it was found first, `file:line`. */
  readonly first: string;
  count: number;
  events: number;
}

/** Counts what is wrong with events. */
export class Tally {
  events = 0;
  refused = 0;
  withSpecViolations = 0;
  private readonly groups = new Map<string, Finding & { lastEvent: number }>();

  /** Counts an event; nothing is wrong with one that has no violations. */
  add(eventName: string | null, breaks: Broken, violations: readonly Violation[], place: string) {
    this.events++;
    if (violations.length === 0) return;
    if (breaks === 'contract') this.refused++;
    else this.withSpecViolations++;
    for (const violation of violations) this.addViolation(eventName, breaks, violation, place);
  }

  /** What breaks the contract first, and of each kind the most frequent. */
  findings(): Finding[] {
    return [...this.groups.values()]
      .map(({ lastEvent: _lastEvent, ...finding }) => finding)
      .sort((a, b) => a.breaks.localeCompare(b.breaks) || b.count - a.count);
  }

  private addViolation(
    eventName: string | null,
    breaks: Broken,
    { path: whole, rule, received, advice }: Violation,
    first: string,
  ): void {
    const path = whole.replaceAll(/\[\d+\]/g, '[]');
    const key = JSON.stringify([breaks, eventName, path, rule]);
    let group = this.groups.get(key);
    if (group === undefined) {
      const found = { breaks, eventName, path, rule, received, advice, first };
      this.groups.set(key, (group = { ...found, count: 0, events: 0, lastEvent: 0 }));
    }
    group.count++;
    if (group.lastEvent !== this.events) group.events++;
    group.lastEvent = this.events;
  }
}
