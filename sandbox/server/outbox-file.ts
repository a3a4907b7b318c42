/** The part of lib/outbox that the sandbox uses, loaded only if there is an outbox to show. */
import type { OutboxFileAdmin } from '../../lib/outbox/outbox-file-admin.js';

export { sumOf, type OutboxStatus, type WatchedEvent } from '../../lib/outbox/outbox-file-admin.js';

/** @throws OutboxUnavailableError, whose message says in words what is wrong with the file */
export async function watchOutbox(path: string): Promise<OutboxFileAdmin> {
  const { OutboxFileAdmin: Admin } = await import('../../lib/outbox/outbox-file-admin.js');
  return Admin.open(path, 'to watch');
}
