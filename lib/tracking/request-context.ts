import { isIP } from 'node:net';
import { copyEnrichment, type Enrichment } from '../event/event-draft.js';
import { isPlaceholderAlias } from '../event/values/aliases.js';

/**
 * The parts of the request that are added to its events. Converge documents these values for its pixel;
 * it has not confirmed that a server may send them. Needs a request: HTTP, or GraphQL with `req`,
 * `request` or `reply` in its context.
 */
export interface RequestContextOptions {
  /**
   * Adds `urn:cookie:<__cvg_uid>`: the visitor's id in the pixel's cookie.
   *
   * @default false
   */
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
  /**
   * Adds the profile property `$user_agent`.
   *
   * @default false
   */
  userAgent?: boolean;
}

export const REQUEST_CONTEXT_KEYS: readonly (keyof RequestContextOptions)[] = [
  'cookieAlias',
  'urlAlias',
  'ip',
  'userAgent',
];

/** The pixel's cookie. Only a value in the form of an id counts: a visitor may send anything. */
const COOKIE = /(?:^|;)\s*__cvg_uid=([\w.-]{8,200})\s*(?:;|$)/;
/** The same as a parameter of the URL. */
const PARAMETER = /[?&]__cvg_uid=([\w.-]{8,200})(?:[&#]|$)/;

/** The parts of Express's and Fastify's request that are read. */
interface RequestLike {
  readonly ip?: unknown;
  readonly url?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
}

/** Reads the chosen parts of a request. @returns undefined if none is chosen */
export function fromRequest(
  request: unknown,
  wanted: RequestContextOptions,
): Enrichment | undefined {
  const isWanted = REQUEST_CONTEXT_KEYS.some((key) => wanted[key] === true);
  if (!isWanted || typeof request !== 'object' || request === null) return undefined;
  const { url, ip: address, headers } = request as RequestLike;
  const profile: Record<string, unknown> = {};
  if (wanted.ip === true) profile['$ip'] = addressOf(address);
  if (wanted.userAgent === true) profile['$user_agent'] = headers?.['user-agent'];
  const visitor =
    (wanted.cookieAlias === true ? visitorAlias(headers?.['cookie'], COOKIE) : undefined) ??
    (wanted.urlAlias === true ? visitorAlias(url, PARAMETER) : undefined);
  const aliases = visitor === undefined ? [] : [visitor];
  return copyEnrichment({ aliases, profile_properties: profile });
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
