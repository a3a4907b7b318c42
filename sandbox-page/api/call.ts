import type { Answers } from '../../lib/sandbox/api-types.js';

export type Query = Readonly<Record<string, string | number | undefined>>;

/** A resource of the JSON API. */
export interface Question<P extends keyof Answers> {
  readonly path: P;
  /** Replaces the asterisk in the path. */
  readonly id?: string | number;
  readonly query?: Query;
}

interface Call {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Sent as it is. */
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Calls the sandbox's JSON API. Rejects with a message that can be shown. */
export async function call(path: string, { method, body, signal }: Call = {}): Promise<unknown> {
  const headers = body === undefined ? undefined : { 'Content-Type': 'application/json' };
  const response = await fetch(`/api/${path}`, { method, body, signal, headers });
  const text = await response.text();
  const answer: unknown = text === '' ? undefined : JSON.parse(text);
  if (response.ok) return answer;
  throw new Error((answer as { error?: string } | undefined)?.error ?? response.statusText);
}

export function read<P extends keyof Answers>(
  question: Question<P>,
  signal?: AbortSignal,
): Promise<Answers[P]> {
  return call(addressOf(question), { signal }) as Promise<Answers[P]>;
}

export function addressOf({ path, id = '', query = {} }: Question<keyof Answers>): string {
  return path.replace('*', encodeURIComponent(id)) + toQuery(query);
}

/** @returns `?name=value...` of all parameters that have a value */
export function toQuery(parameters: Query): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}
