import { Job, type IQueueBackend, type Queue } from 'bullmq';
import { Audit, type AuditAnswer, type AuditQuery } from '../outbox/ledger.js';
import { jobsOf, type JobStates } from './jobs-of.js';
import { toRecord, type JobData } from './job-record.js';
import { readLetter } from './dead-letters.js';
import type { QueueLedger } from './queue-ledger.js';

const FORTH: JobStates = ['active', 'wait', 'prioritized', 'delayed', 'failed'];
/** A job that has changed its state during the first look is found in the second. */
const BOTH_WAYS: JobStates = [...FORTH, ...FORTH.toReversed()];

/**
 * What has become of events, of all sources of a server. Looks at the jobs first: those that are delivered
 * meanwhile are in the ledger before they are deleted.
 */
export async function auditQueues(
  query: AuditQuery,
  queue: Queue,
  others: readonly IQueueBackend[],
  ledger: Pick<QueueLedger, 'read'>,
): Promise<readonly AuditAnswer[]> {
  const audit = new Audit(query);
  const asked = new Set(query.ids);
  const own = queue.getBackend();
  for (const backend of [own, ...others]) {
    const isOther = backend !== own;
    for await (const [id, json, state] of jobsOf(backend, BOTH_WAYS)) {
      const job = Job.fromJSON(queue, json, id);
      const record = toRecord(job);
      const { eventId } = (job.data ?? {}) as Partial<JobData>;
      if (record === undefined || eventId === undefined || !asked.has(eventId)) continue;
      const kept = state === 'failed' ? await readLetter(backend, job) : record;
      audit.addRecord(eventId, kept, isOther);
    }
    await ledger.read(backend, (note) => audit.addNote(note, isOther));
  }
  return audit.answers();
}
