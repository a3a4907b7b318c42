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
  /** Given for a dead letter, before the job fails. */
  readonly dead?: NewRecord['dead'];
}

/** What overwrites the data of a job that is being sent while it is erased. */
export const ERASED = { erased: true };

export function isErased(job: Job | undefined): boolean {
  return job?.data?.erased === ERASED.erased;
}

/** The reason of a dead letter that is no event of ours. */
export const FOREIGN = 'damaged: it is no event of nestjs-converge';

/** Record numbers of jobs with an id that is no number begin here. */
const FIRST_NUMBER = 2 ** 48;

/** The name of a source's queue: each source (token and endpoint) has one of its own. */
export function nameOf(base: string, source: string): string {
  return `${base}-${hash(source).slice(0, 8)}`;
}

/**
 * A record that is born dead has a priority: no other has one, so that BullMQ keeps and counts these apart
 * until a worker fails them. There may be none, as a process that records need not send.
 */
export function toJob(record: NewRecord) {
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
  const opts: JobsOptions = dead ? { priority: 1 } : { deduplication: onceOf(data) };
  return { name, data, opts };
}

/** What a job carries; undefined if it is no event of ours, or was erased. */
export function dataOf({ data }: Job): JobData | undefined {
  const fields = fieldsOf(data);
  if (fields === undefined) return undefined;
  const { eventId, dead } = data as { eventId?: unknown; dead?: { reason?: unknown } | null };
  const isOurs =
    ['string', 'undefined'].includes(typeof eventId) &&
    (dead === undefined || typeof dead?.reason === 'string');
  return isOurs ? ({ ...fields, eventId, dead } as JobData) : undefined;
}

/** @returns undefined if it is no event of ours, or was erased */
export function toRecord(job: Job): OutboxRecord | undefined {
  const data = dataOf(job);
  if (data === undefined) return undefined;
  const { eventId: _, dead, ...fields } = data;
  // Of a dead letter, all attempts are in its data.
  const attempts = fields.attempts + (dead === undefined ? job.attemptsMade : 0);
  return { id: numberOf(job), ...fields, attempts };
}

export function toDeadLetter(job: Job): DeadLetter {
  const record = toRecord(job);
  const { reason, status, diedAt, undeliverable }: Partial<DeadLetter> = dataOf(job)?.dead ?? {};
  const unknown = { origin: '', body: '', recordedAt: 0, attempts: 0 };
  return {
    ...(record ?? { id: numberOf(job), eventName: job.name ?? '', ...unknown }),
    reason: reason ?? job.failedReason ?? '',
    ...(typeof status === 'number' && { status }),
    diedAt: diedAt ?? job.finishedOn ?? job.timestamp,
    undeliverable: undeliverable ?? record === undefined,
  };
}

/** Whether it has failed, or fails as soon as a worker takes it. */
export function isDead(job: Job): boolean {
  return job.finishedOn !== undefined || dataOf(job)?.dead !== undefined;
}

/** The reason of a dead letter without personal data: dashboards and the stream of the queue's events show it. */
export function shownReason({ reason, status }: { reason: string; status?: number | undefined }) {
  return status === undefined ? reason : `Converge answered ${status}`;
}

/** The number of a record, by the id of its job; a job that was added by hand may have any id. */
function numberOf({ id = '' }: Job): number {
  if (/^\d{1,14}$/.test(id)) return Number(id);
  return FIRST_NUMBER + parseInt(hash(id).slice(0, 12), 16);
}

/**
 * While an event is on its way, no second one is added with the same `event_id` and name. A digest, as an
 * `event_id` may say something about a person. Each source has a queue of its own.
 */
function onceOf({ eventId, eventName }: JobData): JobsOptions['deduplication'] {
  if (!eventId) return undefined;
  return { id: hash(JSON.stringify([eventName, eventId])).slice(0, 32) };
}

/** What the ledger keeps of a job: nothing, if it is no event of ours or has no id. */
export function entriesOf(job: Job, outcome: LedgerEntry['outcome']): LedgerEntry[] {
  const { eventId, eventName = '' } = dataOf(job) ?? {};
  return eventId === undefined ? [] : [{ eventId, eventName, outcome, at: Date.now() }];
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** PostgreSQL takes neither null characters nor halves of surrogate pairs. */
export function storable(text: string): string {
  return Buffer.from(text).toString().replaceAll('\0', '\u{FFFD}');
}
