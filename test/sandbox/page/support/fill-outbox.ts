import type { Sandbox } from 'nestjs-converge/sandbox';
import { openOutbox } from '../../../utils/outbox-file.js';
import { anEvent } from '../../sandbox-client.js';
import { Hand, later } from '../../../outbox/support/hand.js';
import { send, sendAllOutcomes } from './send.js';

export function aRecord(eventId: string, more: { dead?: object; body?: string } = {}): any {
  const body = JSON.stringify(anEvent({ event_id: eventId }));
  const recordedAt = Date.now();
  return { eventName: 'Placed Order', origin: 'OrdersController.place', body, recordedAt, ...more };
}

/** Leaves an event of each state in an outbox's file. */
export async function fillOutbox(path: string, sandbox: Sandbox): Promise<void> {
  const other = await openOutbox(path, { ...sandbox, token: 'another' });
  await other.put(aRecord('held-1'));
  await other.close();
  const outbox = await openOutbox(path, sandbox);
  const reason =
    'Event "x" breaks Converge\'s contract and was not sent:\n  - aliases is empty\n  - id is empty';
  await outbox.put(aRecord('dead-1', { dead: { reason, undeliverable: true } }));
  await outbox.put(aRecord('late-1'));
  const hand = new Hand(outbox);
  const [late] = await hand.take(1);
  await hand.settle(late!, later(600_000, 3));
  await hand.stop();
  await outbox.put(aRecord('next-1'));
  await outbox.close();
}

/** The same, and of the sandbox something of every outcome, and an event with many findings. */
export async function fillAll(sandbox: Sandbox, path: string): Promise<void> {
  await sendAllOutcomes(sandbox);
  await send(sandbox, {
    properties: { items: [{ name: 'Chai' }], $country_code: 'Germany' },
    aliases: ['urn:email:ada@example.com', 'urn:customer_id:7'],
  });
  await fillOutbox(path, sandbox);
}
