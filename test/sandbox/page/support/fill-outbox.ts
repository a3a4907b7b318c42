import type { Sandbox } from 'nestjs-converge/sandbox';
import { describeSource } from '../../../../lib/outbox/sqlite/source-fingerprint.js';
import { SqliteOutbox } from '../../../../lib/outbox/sqlite/sqlite.outbox.js';
import { outboxSettings } from '../../../utils/outbox-settings.js';
import { anEvent } from '../../sandbox-client.js';

/** The outbox of an application that sends to the sandbox, or elsewhere. */
export function openOutbox(
  path: string,
  { endpoint, token }: Pick<Sandbox, 'endpoint' | 'token'>,
): Promise<SqliteOutbox> {
  return SqliteOutbox.open(outboxSettings(path, { source: describeSource(endpoint, token) }));
}

export function aRecord(eventId: string, more: { dead?: object } = {}): any {
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
  const { records } = await outbox.lease(1);
  const dueAt = Date.now() + 600_000;
  await outbox.acknowledge([{ id: records[0]!.id, state: 'waiting', dueAt, attempts: 3 }]);
  await outbox.put(aRecord('next-1'));
  await outbox.close();
}
