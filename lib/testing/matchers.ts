import { checkEvent } from '../event/contract.js';
import { checkSpec } from '../event/check-spec.js';
import type { EventName } from '../event/converge-event.interface.js';
import { describeViolation } from '../event/violation.js';
import type { ConvergeTesting } from './converge-testing.js';

/** The parts of a matcher's `this` that Jest and Vitest share. */
interface MatcherContext {
  equals(a: unknown, b: unknown): boolean;
  readonly utils: {
    diff(expected: unknown, received: unknown): string | null | undefined;
    stringify(value: unknown): string;
  };
}

/** The matchers of {@link convergeMatchers}, for the types of a test runner. */
export interface ConvergeMatchers<Result = void> {
  /**
   * Whether an event was recorded, and if `expected` is given, one that has all of that; it may hold
   * asymmetric matchers.
   */
  toHaveTracked(eventName: EventName, expected?: object): Result;
  /** Whether Converge's webhook takes the event, and it follows Converge's spec. */
  toBeValidConvergeEvent(): Result;
}

/** Matchers for `expect.extend`, in Jest and in Vitest. */
export const convergeMatchers = {
  toHaveTracked(
    this: MatcherContext,
    testing: ConvergeTesting,
    eventName: EventName,
    expected: object = {},
  ) {
    const events = testing.recorded(eventName);
    const found = events.map((event) => pick(event, expected));
    const pass = found.some((event) => this.equals(event, expected));
    return {
      pass,
      message: () => {
        const { diff, stringify } = this.utils;
        if (pass)
          return `"${eventName}" was tracked ${events.length} time(s):\n${stringify(events)}`;
        if (events.length > 0) {
          const which = events.length === 1 ? 'The' : `None of ${events.length}, the last`;
          return `${which} "${eventName}" differs:\n${diff(expected, found.at(-1)) ?? ''}`;
        }
        return [`No "${eventName}" was tracked.`, ...otherEvents(testing)].join('\n');
      },
    };
  },

  toBeValidConvergeEvent(this: MatcherContext, event: unknown) {
    const contract = checkEvent(event);
    const violations = contract.length > 0 ? contract : checkSpec(event);
    const pass = violations.length === 0;
    const list = violations.map((violation) => `\n  ${describeViolation(violation)}`).join('');
    const invalid = `The event has ${violations.length} violation(s):${list}`;
    return { pass, message: () => (pass ? 'The event is valid.' : invalid) };
  },
};

function otherEvents(testing: ConvergeTesting): string[] {
  const names = testing.recorded().map(({ event_name }) => `"${event_name}"`);
  const invalid = testing.invalid().map(({ reason }) => `Invalid: ${reason}`);
  return [names.length === 0 ? 'Nothing was.' : `Tracked: ${names.join(', ')}.`, ...invalid];
}

/** The part of a value that has the keys of another one. */
function pick(value: unknown, like: unknown): unknown {
  if (!isPlain(value) || !isPlain(like)) return value;
  const keys = Object.keys(like).filter((key) => Object.hasOwn(value, key));
  return Object.fromEntries(keys.map((key) => [key, pick(value[key], like[key])]));
}

/** Not an asymmetric matcher, which compares the whole value. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return (value as object | null | undefined)?.constructor === Object;
}
