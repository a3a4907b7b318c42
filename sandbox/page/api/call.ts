import type { Answers } from '../../server/api-types.js';
import { reconnect } from './stream.js';

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

/** The message of an error that the bar above all views explains. */
export const UNREACHABLE = 'The sandbox cannot be reached.';

/** Calls the sandbox's JSON API. Rejects with a message that can be shown. */
export async function call(path: string, { method, body, signal }: Call = {}): Promise<unknown> {
  const headers = body === undefined ? undefined : { 'Content-Type': 'application/json' };
  const { response, text } = await ask(`api/${path}`, { method, body, signal, headers });
  const answer = parse(text);
  if (response.ok && answer !== null) return answer;
  throw new Error(answer?.error ?? `This is no answer of the sandbox: status ${response.status}.`);
}

async function ask(address: string, options: RequestInit) {
  try {
    const response = await fetch(address, options);
    return { response, text: await response.text() };
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    reconnect();
    throw new Error(UNREACHABLE, { cause: error });
  }
}

/** @returns undefined for no text, null for one that is not JSON */
function parse(text: string): { error?: string } | undefined | null {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return null;
  }
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
