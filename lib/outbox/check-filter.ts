const isId = (value: unknown) => Number.isSafeInteger(value);
const isCount = (value: unknown) => isId(value) && (value as number) > 0;

/** What each key of a filter must be. */
const RULES: Readonly<Record<string, readonly [test: (value: unknown) => boolean, what: string]>> =
  {
    id: [isId, 'a whole number'],
    eventName: [(value) => typeof value === 'string', 'a string'],
    limit: [isCount, 'a whole number ≥ 1'],
    diedBy: [Number.isFinite, 'milliseconds since the epoch'],
  };

/**
 * Refuses a filter of dead letters that would select more than its caller means: one that is no object,
 * has an unknown key, or one without a value.
 *
 * @param more the keys that are allowed besides `id` and `eventName`
 * @throws TypeError
 */
export function checkFilter(filter: unknown, ...more: ReadonlyArray<'limit' | 'diedBy'>): void {
  const known = ['id', 'eventName', ...more];
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
