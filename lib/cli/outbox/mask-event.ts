import { isPlainObject } from '../../event/plain-json.js';
import { describeReceived } from '../../event/describe-received.js';

/** What says which event it is, and nothing of a person. */
const SHOWN: readonly string[] = ['event_name', 'timestamp'];

/** The event in a body: as it is, or with what its values are in their places. */
export function readEvent(body: string, isRevealed: boolean): unknown {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    return isRevealed ? body : `no JSON: ${describeReceived(body)}`;
  }
  return isRevealed ? event : maskEvent(event);
}

export function maskEvent(event: unknown): unknown {
  if (!isPlainObject(event)) return mask(event);
  const entries = Object.entries(event).map(([key, value]): [string, unknown] => {
    if (SHOWN.includes(key)) return [key, typeof value === 'object' ? mask(value) : value];
    if (key === 'aliases' && Array.isArray(value)) return [key, value.map(maskAlias)];
    return [maskKey(key), mask(value)];
  });
  return Object.fromEntries(entries);
}

/** Keeps the kind of an alias: `urn:email:***`. */
export function maskAlias(alias: unknown): string {
  const kind = typeof alias === 'string' ? /^urn:[a-z][\w.-]{0,39}:/i.exec(alias) : null;
  return `${kind?.[0] ?? ''}***`;
}

function mask(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mask);
  if (typeof value !== 'object' || value === null) return describeReceived(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [maskKey(key), mask(item)]));
}

/** A key that no programmer would write may be somebody's name or address. */
function maskKey(key: string): string {
  return /^[A-Za-z_$][\w$-]*$/.test(key) ? key : `a key of length ${key.length}`;
}
