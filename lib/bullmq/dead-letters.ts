import type { IQueueBackend, Job, Queue } from 'bullmq';
import type { DroppedBy } from '../outbox/ledger.js';
import type { DeadLetter } from '../outbox/outbox.js';
import { notesOf, toDeadLetter } from './job-record.js';
import { PAGE } from './jobs-of.js';
import type { QueueLedger } from './queue-ledger.js';

/** With the whole reason, which dashboards do not show. */
export async function readLetter(backend: IQueueBackend, job: Job): Promise<DeadLetter> {
  const { logs } = await backend.getJobLogs(job.id!, -1, -1, true);
  return toDeadLetter(job, logs.at(-1));
}

/**
 * Deletes the oldest dead letters, and notes why.
 *
 * @param before the time until which they have become dead letters, in milliseconds since the epoch
 * @returns how many
 */
export async function dropOldest(
  queue: Queue,
  ledger: QueueLedger,
  limit: number,
  before = Infinity,
): Promise<number> {
  let count = 0;
  for (let at = 0; at < limit; at += PAGE) {
    const last = Math.min(PAGE, limit - at) - 1;
    const ids = await queue.getRanges(['failed'], 0, last, true);
    const found = await Promise.all(ids.map((id) => queue.getJob(id)));
    const jobs = found.filter((job) => job !== undefined && toDeadLetter(job).diedAt <= before);
    count += await dropLetters(queue, ledger, jobs as Job[], 'deleted');
    if (jobs.length < PAGE) break;
  }
  return count;
}

/** Deletes dead letters, and notes why. @returns how many */
export async function dropLetters(
  queue: Queue,
  ledger: QueueLedger,
  jobs: readonly Job[],
  fate: DroppedBy,
): Promise<number> {
  await ledger.note(jobs.flatMap(({ data }) => notesOf(data, fate)));
  const removed = await Promise.all(jobs.map(({ id }) => queue.remove(id!)));
  return removed.reduce((sum, each) => sum + each, 0);
}
