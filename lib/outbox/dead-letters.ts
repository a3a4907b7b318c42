import { types } from 'node:util';
import type { DeadLetter, DeadLetterChoice, DeadLetterFilter, OutboxAdmin } from './outbox.js';

const isId = (value: unknown) => Number.isSafeInteger(value);
const isCount = (value: unknown) => isId(value) && (value as number) > 0;

/** What each key of a filter must be. */
const RULES: Readonly<Record<string, readonly [test: (value: unknown) => boolean, what: string]>> =
  {
    id: [isId, 'a whole number'],
    eventName: [(value) => typeof value === 'string', 'a string'],
    since: [(value) => types.isDate(value) && !Number.isNaN(value.getTime()), 'a date'],
    reason: [(value) => typeof value === 'string', 'a string'],
    limit: [isCount, 'a whole number ≥ 1'],
  };

/**
 * Refuses a filter of dead letters that would select more than its caller means: one that is no object,
 * has an unknown key, or one without a value.
 *
 * @param more a key that is allowed besides those that select
 * @throws TypeError
 */
export function checkFilter(filter: unknown, ...more: ReadonlyArray<'limit'>): void {
  const known = ['id', 'eventName', 'since', 'reason', ...more];
  const advice = `Give an object with ${known.join(', ')}, or no filter for all dead letters.`;
  if (Object.prototype.toString.call(filter) !== '[object Object]') {
    throw new TypeError(`The filter of dead letters is not an object. ${advice}`);
  }
  for (const [key, value] of Object.entries(filter as object)) {
    const rule = known.includes(key) ? RULES[key] : undefined;
    if (rule === undefined) {
      const name = /^\w{1,40}$/.test(key) ? `the unknown key "${key}"` : 'an unknown key';
      throw new TypeError(`The filter of dead letters has ${name}. ${advice}`);
    }
    const [test, what] = rule;
    if (test(value)) continue;
    const given = value === undefined ? ' (it is undefined: leave the key out)' : '';
    throw new TypeError(`The filter of dead letters needs ${what} as "${key}"${given}. ${advice}`);
  }
}

/** A status (`422`) or a class of them (`4xx`), as digits that `GLOB` and a RegExp know; undefined for a text. */
function statusOf(reason: string): string | undefined {
  return /^[1-5](xx|\d\d)$/i.test(reason) ? reason.replaceAll(/x/gi, '[0-9]') : undefined;
}

/** Whether a choice selects a dead letter. */
export function isChosen(letter: DeadLetter, choice: DeadLetterChoice): boolean {
  const { id = letter.id, eventName = letter.eventName, since, reason = '', diedBy } = choice;
  const status = statusOf(reason);
  const answered = RegExp(`^(Converge answered|given up after \\d+ attempts: status) ${status}`);
  return (
    letter.id === id &&
    letter.eventName === eventName &&
    letter.diedAt >= (since?.getTime() ?? 0) &&
    letter.diedAt <= (diedBy ?? Infinity) &&
    (status === undefined ? letter.reason.includes(reason) : answered.test(letter.reason))
  );
}

/** The same for a reason in SQL: it matches one of these with `GLOB`. */
export function globsOf(reason = ''): [string, string] {
  const status = statusOf(reason);
  const part = `*${reason.replaceAll(/[*?[]/g, '[$&]')}*`;
  if (status === undefined) return [part, part];
  return [`Converge answered ${status}*`, `given up after * attempts: status ${status}*`];
}

/** After how many dead letters it is said how far a replay is. */
const PART = 1_000;

/** Sends dead letters again. @param onProgress gets the number so far; its errors change nothing */
export async function replayAll(
  admin: Pick<OutboxAdmin, 'replay'>,
  filter: Omit<DeadLetterFilter, 'limit'>,
  onProgress?: (count: number) => unknown,
): Promise<number> {
  if (onProgress === undefined) return admin.replay(filter);
  const choice = { diedBy: Date.now(), ...filter, limit: PART };
  for (let total = 0; ;) {
    const count = await admin.replay(choice);
    if (count === 0) return total;
    total += count;
    // Not awaited: a hook must not hold up the replay.
    Promise.resolve(total)
      .then(onProgress)
      .catch(() => undefined);
  }
}
