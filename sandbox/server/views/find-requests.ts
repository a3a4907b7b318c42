import type { SandboxOutcome } from '../api-types.js';
import type { RequestLog } from '../store/request-log.js';
import type { StoredRequest } from '../store/stored-request.js';

export interface RequestFilter {
  readonly event?: string;
  readonly eventId?: string;
  readonly alias?: string;
  readonly outcomes?: readonly SandboxOutcome[];
  readonly text?: string;
  /** Whether it must have warnings. */
  readonly warned?: boolean;
  /** A warning that it must have, as the list of warnings names it. */
  readonly finding?: string;
  /** The earliest time, in milliseconds since 1970. */
  readonly since?: number;
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
  /** Whether of the requests of each event only the newest that matches is wanted. */
  readonly latest: boolean;
}

/** Scans all requests without an index: 100,000 of them take a few milliseconds. */
export function findRequests(
  log: RequestLog,
  filter: RequestFilter,
  { limit, before, after, skip, latest }: Page,
): { matched: number; requests: readonly StoredRequest[]; next: number | null } {
  const matches = compile(filter);
  const unseen = latest ? onceEach() : () => 1;
  const requests: StoredRequest[] = [];
  let matched = 0;
  for (const request of log.newestFirst()) {
    if (request.number <= after) break;
    if (!matches(request) || unseen(request) === 0 || request.number >= before) continue;
    matched++;
    if (matched > skip && requests.length < limit) requests.push(request);
  }
  const hasMore = matched > skip + requests.length;
  return { matched, requests, next: hasMore ? (requests.at(-1)?.number ?? null) : null };
}

/**
 * Counts each event once, while its requests are read from the newest to the oldest.
 *
 * @returns a function of a request and of what is counted, as bits: those that no newer request of its event had
 */
export function onceEach() {
  const seen = new Map<string, number>();
  return ({ eventId, attempt }: StoredRequest, wanted = 1): number => {
    if (eventId === undefined) return wanted;
    const before = seen.get(eventId) ?? 0;
    // The first attempt is the last one that is read.
    if (attempt > 1) seen.set(eventId, before | wanted);
    return wanted & ~before;
  };
}

/** Whether a request matches a filter. */
export function compile(filter: RequestFilter) {
  const { event, eventId, alias, outcomes, text, warned = false, finding, since = 0 } = filter;
  const inAlias = alias === undefined ? undefined : containing(alias);
  const inText = text === undefined ? undefined : containing(text);
  const line = finding === undefined ? '' : `\n${finding}\n`;
  // The cheapest tests come first.
  return (request: StoredRequest): boolean =>
    request.receivedAt >= since &&
    (event === undefined || request.eventName === event) &&
    (eventId === undefined || request.eventId === eventId) &&
    (outcomes === undefined || outcomes.includes(request.outcome)) &&
    (!warned || request.warningCount > 0) &&
    request.findings.includes(line) &&
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
