import { isPlainObject } from '../lib/event/plain-json.js';
import { describeReceived } from '../lib/event/violation.js';
import { visibleName } from '../lib/event/visible.js';
import type { StoredEvent } from '../lib/outbox/outbox-file-admin.js';
import { isoTime } from './print.js';

/** An event that is shown; on a server, without the number of its source. */
export type ShownEvent = Omit<StoredEvent, 'source'> & Partial<Pick<StoredEvent, 'source'>>;

/** An event of the outbox as it may be shown, without its data but for its `event_id`: of an order, the order's. */
export function describeStored(event: ShownEvent, isRevealed: boolean) {
  const { id, state, source, eventName, eventId, origin, attempts, status } = event;
  return {
    id,
    state,
    source,
    eventName,
    eventId: isRevealed || !isPersonal(eventId) ? eventId : '***',
    origin,
    recordedAt: isoTime(event.recordedAt),
    attempts,
    dueAt: state === 'waiting' ? isoTime(event.dueAt) : undefined,
    diedAt: isoTime(event.diedAt),
    status,
    reason: reasonOf(event, isRevealed),
    // Replays skip it.
    isUndeliverable: event.undeliverable || undefined,
  };
}

/** Whether an id may be an email or a name: others have no @ and no blanks. */
function isPersonal(eventId = ''): boolean {
  return /[@\s]/.test(eventId);
}

/** {@link describeStored} with the event: in full, or with types in place of its values. */
export function describeWhole(event: ShownEvent & { readonly body: string }, isRevealed: boolean) {
  return {
    ...describeStored(event, isRevealed),
    isMasked: !isRevealed,
    event: readEvent(event.body, isRevealed),
  };
}

/** With a status, the reason is Converge's answer, which may repeat personal data. */
export function reasonOf(
  { reason, status }: Pick<StoredEvent, 'reason' | 'status'>,
  isRevealed: boolean,
): string | undefined {
  if (reason === undefined) return undefined;
  return isRevealed || status === undefined
    ? reason
    : `Converge answered ${status}; --reveal shows the answer`;
}

/** The status of Converge's answer; else the first violation, by path and advice, and how many others there are. */
export function shortReason(
  { reason = '', status }: Pick<StoredEvent, 'reason' | 'status'>,
  isRevealed: boolean,
): string {
  if (status !== undefined && !isRevealed) return `answered ${status}`;
  const [violation, ...others] = reason.split(/\n\s*- /).slice(1);
  if (violation === undefined) return visibleName(onOneLine(reason));
  const [, path, advice] = /^(\S+) \([^)]*\): received [^;]*; (.*)/s.exec(violation) ?? [];
  const text = visibleName(onOneLine(path === undefined ? violation : `${path}: ${advice}`));
  return others.length === 0 ? text : `${text} (and ${others.length} more)`;
}

/** The reasons of invalid events have a line for each violation. */
export function onOneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

export function readEvent(body: string, isRevealed: boolean): unknown {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    return isRevealed ? body : `not JSON: ${describeReceived(body)}`;
  }
  return isRevealed ? event : maskEvent(event);
}

/** The keys whose values are not personal. */
const SHOWN: readonly string[] = ['event_name', 'timestamp'];

function maskEvent(event: unknown): unknown {
  if (!isPlainObject(event)) return mask(event);
  const entries = Object.entries(event).map(([key, value]): [string, unknown] => {
    if (SHOWN.includes(key)) return [key, typeof value === 'object' ? mask(value) : value];
    if (key === 'aliases' && Array.isArray(value)) return [key, value.map(maskAlias)];
    return [maskKey(key), mask(value)];
  });
  return Object.fromEntries(entries);
}

/** Masks an alias, except for its kind: `urn:email:***`. */
export function maskAlias(alias: unknown): string {
  const kind = typeof alias === 'string' ? /^urn:[a-z][\w.-]{0,39}:/i.exec(alias) : null;
  return `${kind?.[0] ?? ''}***`;
}

function mask(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mask);
  if (typeof value !== 'object' || value === null) return describeReceived(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [maskKey(key), mask(item)]));
}

/** An unusual key may be a person's name or address. */
function maskKey(key: string): string {
  return /^[A-Za-z_$][\w$-]*$/.test(key) ? key : `a key of length ${key.length}`;
}
