import { violationOf } from './describe-received.js';
import { MAX_VIOLATIONS, type Violation } from './violation.js';

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
    if (this.kept.length < MAX_VIOLATIONS) this.add(violationOf(path, rule, value, advice));
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
