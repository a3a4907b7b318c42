import { AsyncLocalStorage } from 'node:async_hooks';
import { isIP } from 'node:net';
import { copyEnrichment, type Enrichment, type EventDraft } from '../event/event-draft.js';
import { isPlaceholderAlias } from '../event/values/aliases.js';

/** A call of a handler that is running, with what its services add to its events. */
export class RunningCall {
  private readonly added: (EventDraft & { readonly eventName: string | undefined })[] = [];
  private isTaken = false;
  /** Whether the events are built, so that another value would be too late. */
  isOver = false;

  /** @param request of HTTP; undefined if the call has none */
  constructor(readonly request?: unknown) {}

  /** Whether there are values that no event has got. */
  get hasLost(): boolean {
    return this.added.length > 0 && !this.isTaken;
  }

  add(values: Enrichment, eventName?: string): void {
    this.added.push({ ...copyEnrichment(values), eventName });
  }

  for(eventName: string): readonly EventDraft[] {
    this.isTaken = true;
    return this.added.filter((one) => one.eventName === undefined || one.eventName === eventName);
  }
}

/** Finds the running call from any code that it calls. */
export class CallScope extends AsyncLocalStorage<RunningCall> {
  /** Whether anything may ask for the running call: to follow it slows down each promise before Node 24. */
  isUsed = true;

  /** @param onUnused called when values are added that no event gets */
  constructor(readonly onUnused: () => void) {
    super();
  }

  add(values: Enrichment, eventName?: string): void {
    const running = this.getStore();
    if (running === undefined || running.isOver) this.onUnused();
    else running.add(values, eventName);
  }
}

/**
 * The parts of the request that are added to its events. Converge documents these values for its pixel;
 * it has not confirmed that a server may send them. Needs a request: HTTP, or GraphQL with `req`,
 * `request` or `reply` in its context.
 */
export interface RequestContextOptions {
  /** Adds `urn:cookie:<__cvg_uid>`: the visitor's id in the pixel's cookie. @default false */
  cookieAlias?: boolean;
  /**
   * The same from the parameter `__cvg_uid` of the request's URL, where there is no such cookie alias. All
   * who follow a link with it get the same alias, and Converge merges them for good: only for URLs that
   * nobody can share.
   *
   * @default false
   */
  urlAlias?: boolean;
  /**
   * Adds the profile property `$ip`: the visitor's address as the framework reports it. Behind proxies,
   * set `trust proxy` (Express) to their number, or `trustProxy` (Fastify) to their addresses. Without it,
   * the address is the proxy's; with `true`, visitors choose it.
   *
   * @default false
   */
  ip?: boolean;
  /** Adds the profile property `$user_agent`. @default false */
  userAgent?: boolean;
}

export const REQUEST_CONTEXT_KEYS = ['cookieAlias', 'urlAlias', 'ip', 'userAgent'] as const;

/** The pixel's cookie. Only a value in the form of an id counts: a visitor may send anything. */
const COOKIE = /(?:^|;)\s*__cvg_uid=([\w.-]{8,200})\s*(?:;|$)/;
const PARAMETER = /[?&]__cvg_uid=([\w.-]{8,200})(?:[&#]|$)/;

/** What is read of Express's and Fastify's request. */
type RequestLike = { ip?: unknown; url?: unknown; headers?: Record<string, unknown> | null };

/** Reads the chosen parts of a request. @returns undefined if none is chosen */
export function fromRequest(request: unknown, wanted: RequestContextOptions) {
  const isWanted = REQUEST_CONTEXT_KEYS.some((key) => wanted[key]);
  if (!isWanted || typeof request !== 'object' || request === null) return undefined;
  const { url, ip, headers } = request as RequestLike;
  const profile_properties = {
    $ip: wanted.ip ? addressOf(ip) : undefined,
    $user_agent: wanted.userAgent ? headers?.['user-agent'] : undefined,
  };
  const visitor =
    (wanted.cookieAlias && visitorAlias(headers?.['cookie'], COOKIE)) ||
    (wanted.urlAlias && visitorAlias(url, PARAMETER));
  return copyEnrichment({ aliases: visitor ? [visitor] : [], profile_properties });
}

/** Behind a trusted proxy, the address comes from a header and can be any text. */
function addressOf(address: unknown): string | undefined {
  if (typeof address !== 'string' || isIP(address) === 0) return undefined;
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** Leaves out a placeholder, which would be a violation. */
function visitorAlias(text: unknown, pattern: RegExp): string | undefined {
  const id = typeof text === 'string' ? pattern.exec(text)?.[1] : undefined;
  const alias = `urn:cookie:${id}`;
  return id === undefined || isPlaceholderAlias(alias) ? undefined : alias;
}
