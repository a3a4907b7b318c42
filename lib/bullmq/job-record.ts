import { createHash } from 'node:crypto';
import type { Job, JobsOptions } from 'bullmq';
import { eventIdOf, type LedgerEntry } from '../outbox/ledger.js';
import type { DeadLetter } from '../outbox/outbox.js';
import {
  decodeRecord,
  encodeRecord,
  fieldsOf,
  type NewRecord,
  type OutboxRecord,
  type RecordFields,
} from '../outbox/record.js';

/** What a job carries. Its name is the event's, made fit for a dashboard. */
export interface JobData extends RecordFields {
  readonly eventId?: string | undefined;
  /** Given if it was recorded as a dead letter. */
  readonly dead?: NewRecord['dead'];
}

/** A job to be added. */
export interface NewJob {
  readonly name: string;
  readonly data: JobData;
  readonly opts: JobsOptions;
}

/** What overwrites the data of a job that another process is sending while it is erased. */
export const ERASED = { erased: true };

/** The reason of a dead letter that is no event of ours. */
export const FOREIGN = 'damaged: it is no event of nestjs-converge';

/** Record numbers of jobs with an id that is no number begin here. */
const FIRST_NUMBER = 2 ** 48;

/**
 * A record that is born dead has a priority: no other has one, so that BullMQ keeps and counts these apart
 * until a worker fails them. There may be none, as a process that records need not send.
 */
export function toJob(record: NewRecord, source: string): NewJob {
  const { dead } = record;
  const eventId = record.eventId ?? eventIdOf(record.body);
  const data: JobData = {
    ...decodeRecord(encodeRecord(record)),
    eventName: storable(record.eventName),
    origin: storable(record.origin),
    eventId: eventId === undefined ? undefined : storable(eventId),
    dead: dead && { ...dead, reason: storable(dead.reason) },
  };
  // oxlint-disable-next-line no-control-regex -- that is the point
  const name = data.eventName.replaceAll(/[\u0000-\u001f\u007f]/g, ' ').slice(0, 100) || 'event';
  return { name, data, opts: dead ? { priority: 1 } : { deduplication: onceOf(data, source) } };
}

/** @returns undefined if it is no event of ours, or was erased */
export function toRecord(job: Pick<Job, 'id' | 'data' | 'attemptsMade'>): OutboxRecord | undefined {
  const data = job.data as Partial<JobData> | null;
  const fields = fieldsOf(data);
  if (fields === undefined) return undefined;
  // That it is failed as a dead letter is no attempt.
  const attempts = data?.dead === undefined ? job.attemptsMade : 0;
  return { id: numberOf(job.id ?? ''), ...fields, attempts: fields.attempts + attempts };
}

/** @param log what is logged of the job: with the whole reason, which dashboards do not show */
export function toDeadLetter(job: Job, log: readonly string[] = []): DeadLetter {
  const { dead } = (job.data ?? {}) as Partial<JobData>;
  const record = toRecord(job);
  const shown = job.failedReason ?? '';
  const answered = /^Converge answered (\d{3})$/.exec(shown)?.[1];
  const status = dead?.status ?? (answered && Number(answered));
  return {
    ...(record ?? { id: numberOf(job.id ?? ''), eventName: job.name, ...NOTHING }),
    reason: dead?.reason ?? (answered && log.at(-1)) ?? shown,
    ...(typeof status === 'number' && { status }),
    diedAt: job.finishedOn ?? job.timestamp,
    undeliverable: dead?.undeliverable ?? record === undefined,
  };
}

const NOTHING = { origin: '', body: '', recordedAt: 0, attempts: 0 };

/** The reason of a dead letter without personal data: dashboards and the stream of the queue's events show it. */
export function shownReason({ reason, status }: { reason: string; status?: number | undefined }) {
  return status === undefined ? reason : `Converge answered ${status}`;
}

/** The number of a record, by the id of its job; a job that was added by hand may have any id. */
export function numberOf(jobId: string): number {
  if (/^\d{1,14}$/.test(jobId)) return Number(jobId);
  return FIRST_NUMBER + parseInt(hash(jobId).slice(0, 12), 16);
}

/**
 * While an event is on its way, no second one is added with the same `event_id` and name. A digest, as an
 * `event_id` may say something about a person.
 */
function onceOf({ eventId, eventName }: JobData, source: string): JobsOptions['deduplication'] {
  if (!eventId) return undefined;
  return { id: hash(JSON.stringify([source, eventName, eventId])).slice(0, 32) };
}

/** What the ledger keeps of a job: nothing, if it is no event of ours or has no id. */
export function entriesOf(data: unknown, outcome: LedgerEntry['outcome']): LedgerEntry[] {
  const { eventId, eventName } = (data ?? {}) as Partial<JobData>;
  if (eventId === undefined || eventName === undefined) return [];
  return [{ eventId, eventName, outcome, at: Date.now() }];
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
