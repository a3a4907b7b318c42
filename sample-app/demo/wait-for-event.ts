import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxEvent } from 'nestjs-converge/sandbox';

const POLL_MS = 50;
const TIMEOUT_MS = 10_000;

/** Polls the sandbox's JSON API until an order's event has arrived. */
export async function waitForEvent(sandboxUrl: string, orderId: string): Promise<SandboxEvent> {
  for (let waited = 0; waited < TIMEOUT_MS; waited += POLL_MS) {
    const response = await fetch(`${sandboxUrl}/api/events`);
    const events = (await response.json()) as SandboxEvent[];
    const found = events.find(({ event }) => event.properties['id'] === orderId);
    if (found !== undefined) return found;
    await sleep(POLL_MS);
  }
  throw new Error(`The event of order ${orderId} did not arrive within ${TIMEOUT_MS / 1000} s.`);
}
