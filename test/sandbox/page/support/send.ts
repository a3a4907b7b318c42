import type { Sandbox } from 'nestjs-converge/sandbox';
import { anEvent, post } from '../../sandbox-client.js';

/** Sends an event with these changes. @returns the event */
export async function send(sandbox: Sandbox, changes: Record<string, unknown> = {}) {
  const event = anEvent(changes);
  await post(sandbox, event);
  return event;
}

/** Sends something of every outcome. */
export async function sendAllOutcomes(sandbox: Sandbox): Promise<void> {
  const event = await send(sandbox);
  await post(sandbox, { ...event, properties: { id: '1001', total_price: 1, currency: 'EUR' } });
  await post(sandbox, anEvent({ aliases: [] }));
  await post(sandbox, anEvent(), { headers: { 'x-webhook-token': 'wrong' } });
  await post(sandbox, '{"event_name": ');
  sandbox.simulateFault({ status: 503 }, 1);
  await send(sandbox);
}
