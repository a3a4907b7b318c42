import { once } from 'node:events';
import type { SandboxEvent } from '../sandbox.interface.js';
import type { Memory } from './memory.js';
import { toSandboxEvent } from './stored-request.js';

/** The longest time that a Node timer can hold; a longer one fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Waits until so many events were accepted. @throws an Error with the numbers of what came instead */
export async function waitForEvents(
  memory: Memory,
  count: number,
  timeoutMs: number,
  closed: AbortSignal,
): Promise<readonly SandboxEvent[]> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), Math.min(timeoutMs, MAX_TIMER_MS));
  const signal = AbortSignal.any([timeout.signal, closed]);
  try {
    while (memory.events.accepted < count) await once(memory, 'request', { signal });
    return memory.events.toArray().map(toSandboxEvent);
  } catch {
    const until = closed.aborted ? 'before the sandbox was closed' : `within ${timeoutMs} ms`;
    throw new Error(`Expected ${count} events ${until}, but ${describeArrivals(memory)}`);
  } finally {
    clearTimeout(timer);
  }
}

function describeArrivals({ events, requests }: Memory): string {
  const others = Object.entries(requests.outcomes)
    .filter(([outcome, count]) => outcome !== 'accepted' && count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  const came = `${events.accepted} came`;
  return others.length === 0 ? came : `${came} (other requests: ${others.join(', ')})`;
}
