import { signal } from '@preact/signals';
import type { FaultState, RequestSummary } from '../../lib/sandbox/api-types.js';

/** Whether the page hears of new requests. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting');

type Listener<T> = (value: T) => void;

class Listeners<T> {
  private readonly all = new Set<Listener<T>>();

  /** @returns how to stop listening */
  add(listener: Listener<T>): () => void {
    this.all.add(listener);
    return () => this.all.delete(listener);
  }

  call(value: T): void {
    for (const listener of this.all) listener(value);
  }
}

/** Called with requests as they come. */
export const arrivals = new Listeners<readonly RequestSummary[]>();

/** Called when all that was loaded may be wrong: after a clearing, or after a time without a stream. */
export const resets = new Listeners<void>();

/** Called when a simulated failure begins or ends. */
export const faultChanges = new Listeners<FaultState>();

let source: EventSource | undefined;

/**
 * Listens to the sandbox for as long as the page can be seen: a browser keeps only six connections
 * to one server, and tabs in the background would take them all.
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
    // What came between the first loading and this moment was not sent.
    if (isFirst) arrivals.call([]);
    else resets.call();
  });
  source.addEventListener('error', () => {
    connection.value = 'lost';
    // A browser does not try again after an answer that is no stream.
    if (source?.readyState === EventSource.CLOSED) setTimeout(reopen, 1000);
  });
  source.addEventListener('request', ({ data }) => arrivals.call(JSON.parse(data)));
  source.addEventListener('cleared', () => resets.call());
  source.addEventListener('fault', ({ data }) => faultChanges.call(JSON.parse(data)));
}

function close(): void {
  source?.close();
  source = undefined;
}

function reopen(): void {
  close();
  if (!document.hidden) open();
}
