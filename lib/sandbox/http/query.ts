import { HttpError } from './http.error.js';

interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** A whole number out of the query; undefined where it is missing. */
export function readNumber(
  query: URLSearchParams,
  name: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: Range = {},
): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  const most = max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`;
  throw new HttpError(400, `give ${name} as a whole number from ${min}${most}`);
}

/** A number that stands in a path; NaN, which nothing has, for what is none. */
export function readId(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : NaN;
}
