import { statSync } from 'node:fs';
import { OutboxFileAdmin } from '../../lib/outbox/outbox-file-admin.js';
import { sumOf, type OutboxStatus } from '../../lib/outbox/outbox-file-admin.js';
import { isoTime } from '../print.js';

/** A look at the file. */
export interface Look {
  readonly status: OutboxStatus;
  /** Which file it was: the application may have put another one in its place. */
  readonly inode: bigint | undefined;
  /** When it was, in milliseconds since the epoch. */
  readonly at: number;
  /** The same by a clock that nobody sets, in milliseconds. */
  readonly clock: number;
}

/**
 * What the file shows of the delivery. The circuit breaker itself is in the memory of the application.
 *
 * - `stopped`: no process sends from it.
 * - `delivering`: events were delivered since the look before.
 * - `sending`: events are being sent, and none was delivered since.
 * - `paused`: events are due, and none is being sent, unless they are held for another source.
 * - `waiting`: all wait for their next attempt.
 * - `idle`: there is nothing to send.
 */
export type Delivery = 'stopped' | 'delivering' | 'sending' | 'paused' | 'waiting' | 'idle';

/** What is printed of a look. Times are ISO 8601. */
export interface Reading {
  readonly at: string;
  /** How many events are not delivered, and how many of these are due, wait, and are being sent. */
  readonly undelivered: number;
  readonly pending: number;
  readonly waiting: number;
  readonly leased: number;
  readonly dead: number;
  readonly oldestAt: string | null;
  readonly oldestSeconds: number | null;
  /** Null at the first look. A deleted event counts as delivered: the file does not know the difference. */
  readonly recordedPerSecond: number | null;
  readonly deliveredPerSecond: number | null;
  /** When the first of those that wait is due. */
  readonly nextAttemptAt: string | null;
  readonly senders: number;
  /** How many tokens and endpoints have used the file: of several, only one may be in use. */
  readonly sources: number;
  readonly delivery: Delivery;
}

/**
 * Opens the file only for a moment: the application may close, replace or delete it meanwhile.
 *
 * @throws OutboxUnavailableError while it is missing or cannot be read
 */
export async function lookAt(path: string): Promise<Look> {
  const file = await OutboxFileAdmin.open(path, 'to watch');
  try {
    const { ino } = statSync(path, { bigint: true, throwIfNoEntry: false }) ?? {};
    const status = await file.status();
    return { status, inode: ino, at: Date.now(), clock: performance.now() };
  } finally {
    file.close();
  }
}

/** Derives it from a look and the one before, if that was of the same file. */
export function readLook(look: Look, last: Look | undefined): Reading {
  const { status, at } = look;
  const before = last?.inode === look.inode ? last : undefined;
  const { leased, oldestAt, nextDueAt, senders } = status;
  const { pending, waiting, dead } = sumOf(status.sources);
  const recorded = before && Math.max(0, status.everHeld - before.status.everHeld);
  const delivered = before && Math.max(0, before.status.events + (recorded ?? 0) - status.events);
  const perSecond = (count: number | undefined) =>
    before === undefined || count === undefined
      ? null
      : Math.round((count * 10_000) / Math.max(1, look.clock - before.clock)) / 10;
  const counts = { pending, waiting, leased, senders };
  return {
    at: isoTime(at),
    undelivered: pending + waiting + leased,
    pending,
    waiting,
    leased,
    dead,
    oldestAt: isoTime(oldestAt) ?? null,
    oldestSeconds: oldestAt === undefined ? null : Math.max(0, Math.round((at - oldestAt) / 1_000)),
    recordedPerSecond: perSecond(recorded),
    deliveredPerSecond: perSecond(delivered),
    nextAttemptAt: isoTime(nextDueAt) ?? null,
    senders,
    sources: status.sources.length,
    delivery: deliveryOf({ ...counts, delivered: delivered ?? 0 }),
  };
}

type Counts = Pick<Reading, 'pending' | 'waiting' | 'leased' | 'senders'>;

function deliveryOf({
  pending,
  waiting,
  leased,
  senders,
  delivered,
}: Counts & { readonly delivered: number }): Delivery {
  if (senders === 0) return 'stopped';
  if (delivered > 0) return 'delivering';
  if (leased > 0) return 'sending';
  // A process that sends takes what is due at once, except while it pauses.
  if (pending > 0) return 'paused';
  return waiting > 0 ? 'waiting' : 'idle';
}
