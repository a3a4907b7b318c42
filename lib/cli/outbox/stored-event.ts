import type { StoredEvent } from '../../outbox/stored-event.js';
import { visible } from '../terminal/visible.js';

/** What may be seen of an event without its data. */
export function describeStored(event: StoredEvent, isRevealed: boolean) {
  const { state } = event;
  return {
    id: event.id,
    state,
    source: event.source,
    eventName: event.eventName,
    origin: event.origin,
    recordedAt: isoTime(event.recordedAt),
    attempts: event.attempts,
    dueAt: state === 'waiting' ? isoTime(event.dueAt) : undefined,
    diedAt: event.diedAt === undefined ? undefined : isoTime(event.diedAt),
    status: event.status,
    reason: reasonOf(event, isRevealed),
  };
}

/** With a status it is Converge's answer, which may repeat what was sent; else our own words. */
function reasonOf({ reason, status }: StoredEvent, isRevealed: boolean): string | undefined {
  if (reason === undefined) return undefined;
  return isRevealed || status === undefined
    ? visible(reason)
    : `Converge answered ${status}; --reveal shows what`;
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
