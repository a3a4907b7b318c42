import { isPlainObject } from '../../event/plain-json.js';
import { MAX_ALIASES } from '../../event/converge-event.dto.js';

/** What is looked for and listed of an event, be it right or wrong. */
export interface EventFacts {
  readonly eventName: string | undefined;
  readonly eventId: string | undefined;
  readonly aliases: readonly string[];
  /** Of the customer, in lower case. */
  readonly email: string | undefined;
  /** Milliseconds since 1970. */
  readonly eventTime: number | undefined;
}

const NO_ALIASES: readonly string[] = [];

/** @param value a parsed body, or whatever came instead */
export function readFacts(value: unknown, intern: (text: string) => string): EventFacts {
  const event = isPlainObject(value) ? value : {};
  const { event_name, event_id, aliases, timestamp } = event;
  const email = readEmail(event['properties']) ?? readEmail(event['profile_properties']);
  return {
    eventName: typeof event_name === 'string' ? intern(event_name) : undefined,
    eventId: typeof event_id === 'string' ? event_id : undefined,
    aliases: Array.isArray(aliases) ? readAliases(aliases, intern) : NO_ALIASES,
    email: email === undefined ? undefined : intern(email),
    eventTime: readTime(timestamp),
  };
}

function readAliases(aliases: readonly unknown[], intern: (text: string) => string) {
  return aliases
    .filter((alias) => typeof alias === 'string')
    .slice(0, MAX_ALIASES)
    .map(intern);
}

function readEmail(properties: unknown): string | undefined {
  const email = isPlainObject(properties) ? properties['$email'] : undefined;
  return typeof email === 'string' && email.trim() !== '' ? email.trim().toLowerCase() : undefined;
}

function readTime(timestamp: unknown): number | undefined {
  if (typeof timestamp === 'number') return timestamp * 1000;
  const time = typeof timestamp === 'string' ? Date.parse(timestamp.replace(',', '.')) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
