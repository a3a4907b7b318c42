import { visible } from '../print.js';

export type EventState = 'pending' | 'waiting' | 'leased' | 'dead';

/** An event as its row says. */
export interface StoredEvent {
  readonly id: number;
  readonly source: number;
  readonly eventName: string;
  readonly origin: string;
  readonly recordedAt: number;
  readonly attempts: number;
  readonly dueAt: number;
  readonly owner: number | null;
  readonly diedAt: number | null;
  readonly status: number | null;
  readonly reason: string | null;
}

/** The columns of it. */
export const STORED_COLUMNS = `id, source, event_name AS eventName, origin, recorded_at AS recordedAt,
  attempts, due_at AS dueAt, owner, died_at AS diedAt, status, reason`;

/** Which rows are in a state, for a statement whose parameter `now` is known. */
export function stateCondition(state: EventState, now: number): string {
  switch (state) {
    case 'dead':
      return 'died_at IS NOT NULL';
    case 'leased':
      return 'owner IS NOT NULL';
    case 'pending':
      return `owner IS NULL AND died_at IS NULL AND due_at <= ${now}`;
    case 'waiting':
      return `owner IS NULL AND died_at IS NULL AND due_at > ${now}`;
  }
}

/** What may be seen of an event without its data. */
export function describeStored(event: StoredEvent, isRevealed: boolean, now: number) {
  const state = stateOf(event, now);
  return {
    id: event.id,
    state,
    source: event.source,
    eventName: event.eventName,
    origin: event.origin,
    recordedAt: isoTime(event.recordedAt),
    attempts: event.attempts,
    dueAt: state === 'waiting' ? isoTime(event.dueAt) : undefined,
    diedAt: event.diedAt === null ? undefined : isoTime(event.diedAt),
    status: event.status ?? undefined,
    reason: reasonOf(event, isRevealed),
  };
}

function stateOf({ owner, diedAt, dueAt }: StoredEvent, now: number): EventState {
  if (diedAt !== null) return 'dead';
  if (owner !== null) return 'leased';
  return dueAt > now ? 'waiting' : 'pending';
}

/** With a status it is Converge's answer, which may repeat what was sent; else our own words. */
function reasonOf({ reason, status }: StoredEvent, isRevealed: boolean): string | undefined {
  if (reason === null) return undefined;
  return isRevealed || status === null
    ? visible(reason)
    : `Converge answered ${status}; --reveal shows what`;
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
