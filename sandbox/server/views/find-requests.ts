import type { SandboxOutcome } from '../api-types.js';
import type { StoredRequest } from '../store/stored-request.js';

export interface RequestFilter {
  readonly event?: string;
  readonly alias?: string;
  readonly outcomes?: readonly SandboxOutcome[];
  readonly text?: string;
}

/** The range of the matching requests. */
export interface Page {
  readonly limit: number;
  /** Only requests with a lower number. */
  readonly before: number;
  /** Only requests with a higher number. */
  readonly after: number;
  /** How many of the newest of these to leave out. */
  readonly skip: number;
}

/** Scans all requests without an index: 100,000 of them take a few milliseconds. */
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

/** Whether a request matches a filter. */
export function compile({ event, alias, outcomes, text }: RequestFilter) {
  const inAlias = alias === undefined ? undefined : containing(alias);
  const inText = text === undefined ? undefined : containing(text);
  // The cheapest tests come first.
  return (request: StoredRequest): boolean =>
    (event === undefined || request.eventName === event) &&
    (outcomes === undefined || outcomes.includes(request.outcome)) &&
    (inAlias === undefined || request.aliases.some((given) => inAlias.test(given))) &&
    (inText === undefined || hasText(request, inText));
}

/** Searches the exact body; if it has JSON escapes, also the texts that the log shows. */
function hasText({ body, eventName, eventId, aliases }: StoredRequest, pattern: RegExp): boolean {
  if (pattern.test(body)) return true;
  if (!body.includes('\\')) return false;
  return [eventName, eventId, ...aliases].some(
    (shown) => shown !== undefined && pattern.test(shown),
  );
}

/** A case-insensitive pattern for a text, which is faster than lower-casing the bodies. */
function containing(text: string): RegExp {
  return new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
}
