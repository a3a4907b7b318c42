import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { visibleLine } from '../lib/event/visible.js';
import { OutboxFileAdmin, type OutboxStatus, sumOf } from '../lib/outbox/outbox-file-admin.js';
import { OutboxUnavailableError } from '../lib/outbox/errors.js';
import { duration, lineWidth } from './layout.js';
import { isoTime, print, printJsonLine, remark } from './print.js';

export interface Look {
  readonly status: OutboxStatus;
  /** Which file it was: the application may have put another one in its place. */
  readonly inode: bigint | undefined;
  /** When it was, in milliseconds since the epoch. */
  readonly at: number;
  /** The same by a monotonic clock, in milliseconds. */
  readonly clock: number;
}

export type Reading = ReturnType<typeof readLook>;

/**
 * Prints a line for each look at an outbox's file until SIGINT or SIGTERM.
 *
 * @param seconds between two looks
 * @throws OutboxUnavailableError if the first look fails; later ones may, while the application replaces the file
 */
export async function watchOutbox(path: string, seconds: number, isJson: boolean): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());
  const show = async (reading: Reading) =>
    isJson ? printJsonLine(reading) : print(onOneLine(reading));
  let before: Look | undefined = await lookAt(path);
  await show(readLook(before, undefined));
  for (;;) {
    await pause(seconds * 1_000, undefined, { signal: stop.signal }).catch(() => undefined);
    if (stop.signal.aborted) return;
    const look = await lookAt(path).catch(explain);
    if (look !== undefined) await show(readLook(look, before));
    before = look;
  }
}

function explain(error: unknown): undefined {
  if (!(error instanceof OutboxUnavailableError)) throw error;
  remark(visibleLine(error.message));
}

/** Opens the file only for a moment: the application may close, replace or delete it meanwhile. */
async function lookAt(path: string): Promise<Look> {
  const file = await OutboxFileAdmin.open(path, 'to read');
  try {
    const { ino } = statSync(path, { bigint: true, throwIfNoEntry: false }) ?? {};
    const status = await file.status();
    return { status, inode: ino, at: Date.now(), clock: performance.now() };
  } finally {
    file.close();
  }
}

/**
 * Derives it from a look and the one before, if that was of the same file. Times are ISO 8601; rates are null at
 * the first look, and a deleted event counts as delivered. Of several sources (tokens and endpoints that have used
 * the file), only one may be in use.
 */
export function readLook({ status, inode, at, clock }: Look, last: Look | undefined) {
  const before = last?.inode === inode ? last : undefined;
  const { oldestAt, nextDueAt, senders, sources } = status;
  const { pending, leased, waiting, dead } = sumOf(sources);
  const recorded = before && Math.max(0, status.everHeld - before.status.everHeld);
  const delivered = before && Math.max(0, before.status.events + (recorded ?? 0) - status.events);
  const perSecond = (count: number | undefined) =>
    before === undefined || count === undefined
      ? null
      : Math.round((count * 10_000) / Math.max(1, clock - before.clock)) / 10;
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
    sources: sources.length,
    delivery: deliveryOf(status, delivered ?? 0),
  };
}

/** What the file shows of the delivery. The circuit breaker itself is in the memory of the application. */
function deliveryOf({ senders, sources }: OutboxStatus, delivered: number) {
  const { pending, leased, waiting } = sumOf(sources);
  if (senders === 0) return 'stopped';
  if (delivered > 0) return 'delivering';
  if (leased > 0) return 'sending';
  // A process that sends takes what is due at once, except while it pauses, or where it is of another source.
  if (pending > 0) return 'paused';
  return waiting > 0 ? 'waiting' : 'idle';
}

export function onOneLine(reading: Reading): string {
  const { at, undelivered, dead, oldestSeconds } = reading;
  return [
    lineWidth() === Infinity ? at : new Date(at).toTimeString().slice(0, 8),
    `${undelivered} undelivered`,
    `oldest ${oldestSeconds === null ? '-' : duration(oldestSeconds)}`,
    `recorded ${rate(reading.recordedPerSecond)}`,
    `delivered ${rate(reading.deliveredPerSecond)}`,
    `${dead} dead`,
    describe(reading),
  ].join('  ');
}

function describe({ at, delivery, pending, undelivered, nextAttemptAt, sources }: Reading): string {
  switch (delivery) {
    case 'stopped':
      return undelivered === 0
        ? 'no process is running'
        : 'no process sends these events: start the application';
    case 'paused':
      return sources === 1
        ? `paused: ${pending} due, none being sent; the application's log says why`
        : `paused, or held for another token: ${pending} due, none being sent`;
    case 'waiting': {
      const seconds = (Date.parse(nextAttemptAt ?? at) - Date.parse(at)) / 1_000;
      return `waiting: the next attempt is in ${duration(Math.ceil(seconds))}`;
    }
    default:
      return delivery;
  }
}

const rate = (perSecond: number | null) => (perSecond === null ? '-' : `${perSecond.toFixed(1)}/s`);
