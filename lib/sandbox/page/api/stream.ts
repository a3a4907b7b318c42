import { signal } from '@preact/signals';
import { Listeners } from './listeners.js';
import type { FaultState } from './delivery-types.js';
import type { Summary } from './types.js';

/** Whether the page hears of new requests. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting');

/** Told of requests as they come. */
export const arrivals = new Listeners<readonly Summary[]>();

/** Told when all that was loaded may be wrong: after a clearing, or after a time without a stream. */
export const resets = new Listeners<void>();

/** Told when the sandbox begins or ends to misbehave. */
export const faultChanges = new Listeners<FaultState>();

let source: EventSource | undefined;

/**
 * Listens to the sandbox for as long as the page can be seen: a browser keeps only six connections
 * to one server, and forgotten tabs would take them all.
 */
export function listen(): void {
  open();
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
}

function open(): void {
  if (source !== undefined) return;
  source = new EventSource('/api/stream');
  source.addEventListener('open', () => {
    const isFirst = connection.value === 'connecting';
    connection.value = 'live';
    // What came between the first loading and this moment was told to nobody.
    if (isFirst) arrivals.tell([]);
    else resets.tell();
  });
  source.addEventListener('error', () => {
    connection.value = 'lost';
    // A browser does not try again after an answer that is no stream.
    if (source?.readyState === EventSource.CLOSED) setTimeout(reopen, 1000);
  });
  source.addEventListener('request', ({ data }) => arrivals.tell(JSON.parse(data)));
  source.addEventListener('cleared', () => resets.tell());
  source.addEventListener('fault', ({ data }) => faultChanges.tell(JSON.parse(data)));
}

function close(): void {
  source?.close();
  source = undefined;
}

function reopen(): void {
  close();
  if (!document.hidden) open();
}
