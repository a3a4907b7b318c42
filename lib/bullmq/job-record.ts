import { createHash } from 'node:crypto';
import type { Job } from 'bullmq';
import { eventIdOf, type LedgerNote } from '../outbox/ledger.js';
import type { DeadLetter, NewRecord, OutboxRecord } from '../outbox/outbox.js';

/** What a job carries. Its name is the event's, made fit for a dashboard. */
export interface JobData extends Pick<OutboxRecord, 'eventName' | 'origin' | 'recordedAt'> {
  readonly eventId?: string | undefined;
  /** A string, as the broker must not change a byte of it. */
  readonly body: string;
  /** Given if it was recorded as a dead letter: it is failed without an attempt. */
  readonly dead?: NewRecord['dead'];
}

/** What is left of the data of an event that was erased while another process had leased it. */
export const ERASED = { erased: true };

/** What the number of a job with another id is at least. */
const FIRST_NUMBER = 2 ** 48;

/** The reason of a dead letter that is no event of ours. */
export const FOREIGN = 'damaged: it is no event of nestjs-converge';

export function toJob(record: NewRecord, source: string) {
  const { eventName, origin, body, recordedAt, dead } = record;
  const eventId = record.eventId ?? eventIdOf(body);
  const data: JobData = {
    eventId: eventId === undefined ? undefined : storable(eventId),
    eventName: storable(eventName),
    origin: storable(origin),
    body,
    recordedAt,
    dead: dead && { ...dead, reason: storable(dead.reason) },
  };
  // oxlint-disable-next-line no-control-regex -- that is the point
  const name = data.eventName.replaceAll(/[\u0000-\u001f\u007f]/g, ' ').slice(0, 100) || 'event';
  return { name, data, opts: { deduplication: deduplicationOf(data, source) } };
}

/** @returns undefined if it is no event of ours, or was erased */
export function toRecord(job: Pick<Job, 'id' | 'data' | 'attemptsMade'>): OutboxRecord | undefined {
  const { eventName, origin, body, recordedAt } = (job.data ?? {}) as Partial<JobData>;
  const areTexts = [eventName, origin, body].every((text) => typeof text === 'string');
  if (!areTexts || !Number.isFinite(recordedAt)) return undefined;
  return {
    id: numberOf(job.id ?? ''),
    eventName: eventName!,
    origin: origin!,
    body: body!,
    recordedAt: recordedAt!,
    attempts: job.attemptsMade,
  };
}

/** @param reason the whole reason, if it is not the one that a dashboard shows */
export function toDeadLetter(job: Job, reason = job.failedReason ?? ''): DeadLetter {
  const { dead } = (job.data ?? {}) as Partial<JobData>;
  const record = toRecord(job);
  const status = /^Converge answered (\d{3})/.exec(job.failedReason ?? '')?.[1];
  return {
    ...(record ?? { id: numberOf(job.id ?? ''), eventName: job.name, ...NOTHING }),
    // It was never sent.
    attempts: dead === undefined ? job.attemptsMade : 0,
    reason: dead?.reason ?? reason,
    ...(status !== undefined && { status: Number(status) }),
    diedAt: job.finishedOn ?? 0,
    undeliverable: dead?.undeliverable ?? record === undefined,
  };
}

const NOTHING = { origin: '', body: '', recordedAt: 0 };

/** The number of a record, by the id of its job; a job that was added by hand may have any id. */
export function numberOf(jobId: string): number {
  if (/^\d{1,14}$/.test(jobId)) return Number(jobId);
  return FIRST_NUMBER + parseInt(hash(jobId).slice(0, 12), 16);
}

/**
 * While an event is on its way, no second one is added with the same `event_id` and name. A digest, as an
 * `event_id` may say something about a person.
 */
function deduplicationOf({ eventId, eventName, dead }: JobData, source: string) {
  if (!eventId || dead !== undefined) return undefined;
  return { id: hash(JSON.stringify([source, eventName, eventId])).slice(0, 32) };
}

/** What the ledger keeps of a job: nothing, if it is no event of ours or has no id. */
export function notesOf(data: Partial<JobData> | null, fate: LedgerNote['fate']): LedgerNote[] {
  const { eventId, eventName } = data ?? {};
  if (eventId === undefined || eventName === undefined) return [];
  return [{ eventId, eventName, fate, at: Date.now() }];
}

/** Tells sources apart. Too short to find out the token by trying. */
export function fingerprintOf(source: string): string {
  return hash(source).slice(0, 8);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** PostgreSQL takes neither null characters nor halves of surrogate pairs. */
export function storable(text: string): string {
  return Buffer.from(text).toString().replaceAll('\0', '\u{FFFD}');
}
