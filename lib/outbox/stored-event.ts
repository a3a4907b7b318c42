import { IS_ALIVE } from './sqlite-store.js';

export type EventState = 'pending' | 'waiting' | 'leased' | 'dead';

/** An event of a file, of whatever source, without its body. Times are milliseconds since the epoch. */
export interface StoredEvent {
  readonly id: number;
  readonly state: EventState;
  /** The number of its source in the file. */
  readonly source: number;
  readonly eventName: string;
  readonly origin: string;
  readonly recordedAt: number;
  readonly attempts: number;
  readonly dueAt: number;
  /** When it became a dead letter. */
  readonly diedAt: number | undefined;
  /** What Converge answered, where it refused it: then the reason may repeat personal data. */
  readonly status: number | undefined;
  readonly reason: string | undefined;
  /** Whether it breaks the contract, so that a replay skips it. */
  readonly undeliverable: boolean;
}

/** Its row. */
export interface StoredRow extends Pick<
  StoredEvent,
  'id' | 'source' | 'eventName' | 'origin' | 'recordedAt' | 'attempts' | 'dueAt'
> {
  readonly owner: number | null;
  readonly diedAt: number | null;
  readonly status: number | null;
  readonly reason: string | null;
  readonly undeliverable: number;
}

/** The columns of it. */
export const STORED_COLUMNS = `id, source, event_name AS eventName, origin, recorded_at AS recordedAt,
  attempts, due_at AS dueAt, owner, died_at AS diedAt, status, reason, undeliverable`;

/** Which rows are in a state at a time. */
export function stateCondition(state: EventState, now: number): string {
  switch (state) {
    case 'dead':
      return 'died_at IS NOT NULL';
    case 'leased':
      return 'owner IS NOT NULL';
    case 'pending':
      return `${IS_ALIVE} AND due_at <= ${now}`;
    case 'waiting':
      return `${IS_ALIVE} AND due_at > ${now}`;
  }
}

/** @typeParam More what was read besides */
export function readStored<More extends object>(
  row: StoredRow & More,
  now: number,
): StoredEvent & More {
  const { owner, diedAt, status, reason, undeliverable, ...rest } = row;
  return {
    ...(rest as unknown as More & Omit<StoredRow, 'owner'>),
    state: stateOf(owner, diedAt, row.dueAt, now),
    diedAt: diedAt ?? undefined,
    status: status ?? undefined,
    reason: reason ?? undefined,
    undeliverable: undeliverable === 1,
  } as StoredEvent & More;
}

function stateOf(
  owner: number | null,
  diedAt: number | null,
  dueAt: number,
  now: number,
): EventState {
  if (diedAt !== null) return 'dead';
  if (owner !== null) return 'leased';
  return dueAt > now ? 'waiting' : 'pending';
}
