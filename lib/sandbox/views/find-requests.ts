import type { SandboxOutcome } from '../api-types.js';
import type { StoredRequest } from '../store/stored-request.js';

export interface RequestFilter {
  readonly event?: string;
  readonly alias?: string;
  readonly outcomes?: readonly SandboxOutcome[];
  readonly text?: string;
}

/** Which part of the matching requests. */
export interface Page {
  readonly limit: number;
  /** Only requests with a lower number. */
  readonly before: number;
  /** Only requests with a higher number. */
  readonly after: number;
  /** How many of the newest of these are left out. */
  readonly skip: number;
}

/** Looks at all requests: 100,000 of them take some milliseconds, so there is no index to keep. */
export function findRequests(
  newestFirst: Iterable<StoredRequest>,
  filter: RequestFilter,
  { limit, before, after, skip }: Page,
): { matched: number; requests: readonly StoredRequest[]; next: number | null } {
  const matches = compile(filter);
  const requests: StoredRequest[] = [];
  let matched = 0;
  for (const request of newestFirst) {
    if (request.number >= before || request.number <= after || !matches(request)) continue;
    matched++;
    if (matched > skip && requests.length < limit) requests.push(request);
  }
  const hasMore = matched > skip + requests.length;
  return { matched, requests, next: hasMore ? (requests.at(-1)?.number ?? null) : null };
}

function compile({ event, alias, outcomes, text }: RequestFilter) {
  const inAlias = alias === undefined ? undefined : containing(alias);
  const inText = text === undefined ? undefined : containing(text);
  // What is cheap to test comes first.
  return (request: StoredRequest): boolean =>
    (event === undefined || request.eventName === event) &&
    (outcomes === undefined || outcomes.includes(request.outcome)) &&
    (inAlias === undefined || request.aliases.some((given) => inAlias.test(given))) &&
    (inText === undefined || hasText(request, inText));
}

/** In the body as it came; where JSON escapes letters, in what the log shows of it too. */
function hasText({ body, eventName, eventId, aliases }: StoredRequest, pattern: RegExp): boolean {
  if (pattern.test(body)) return true;
  if (!body.includes('\\')) return false;
  return [eventName, eventId, ...aliases].some(
    (shown) => shown !== undefined && pattern.test(shown),
  );
}

/** A pattern for a text in any case. It is faster than lower-casing all that is searched. */
function containing(text: string): RegExp {
  return new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
}
