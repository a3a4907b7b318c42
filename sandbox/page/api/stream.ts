import { signal } from '@preact/signals';
import type { FaultState, RequestSummary, ShopState } from '../../server/api-types.js';

/** The state of the connection to the sandbox. */
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

/** Called with new requests. */
export const arrivals = new Listeners<readonly RequestSummary[]>();

/** Called when all loaded data may be out of date: after a clearing or a lost connection. */
export const resets = new Listeners<void>();

/** Called when a simulated failure begins or ends. */
export const faultChanges = new Listeners<FaultState>();

/** The outbox of the application; undefined if none is shown. */
export const shopState = signal<ShopState | undefined>(undefined);

const RETRY_MS = 1000;

let source: EventSource | undefined;

/**
 * Listens to the sandbox while the page is visible: a browser opens only six connections to one server,
 * and tabs in the background would use them all.
 */
export function listen(): void {
  open();
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
}

function open(): void {
  if (source !== undefined) return;
  source = new EventSource('api/stream');
  source.addEventListener('open', () => {
    const isFirst = connection.value === 'connecting';
    connection.value = 'live';
    // Requests between the first loading and this moment were not sent, so all is loaded again.
    if (isFirst) arrivals.call([]);
    else resets.call();
  });
  source.addEventListener('error', () => {
    connection.value = 'lost';
    // A browser does not reconnect after an answer that is not a stream.
    if (source?.readyState === EventSource.CLOSED) reconnect();
  });
  source.addEventListener('request', ({ data }) => arrivals.call(JSON.parse(data)));
  source.addEventListener('cleared', () => resets.call());
  source.addEventListener('shop', ({ data }) => (shopState.value = JSON.parse(data)));
  source.addEventListener('fault', ({ data }) => faultChanges.call(JSON.parse(data)));
}

function close(): void {
  source?.close();
  source = undefined;
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Opens the stream again in a second, after which all data is loaded again. */
export function reconnect(): void {
  connection.value = 'lost';
  timer ??= setTimeout(() => {
    timer = undefined;
    close();
    if (!document.hidden) open();
  }, RETRY_MS);
}
