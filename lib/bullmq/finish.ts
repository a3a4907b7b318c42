import type { IQueueBackend, Job } from 'bullmq';

/**
 * Makes a leased job a dead letter.
 *
 * @param shown what dashboards show, and the stream of the queue's events keeps: no personal data
 * @param reason the whole reason; deleted with the job
 */
export async function fail(
  backend: IQueueBackend,
  job: Job,
  token: string,
  shown: string,
  reason = shown,
): Promise<void> {
  if (reason !== shown) await backend.addLog(job.id!, reason, 1);
  const fields = { failedReason: shown, stacktrace: '[]' };
  await backend.moveToFailed(job, shown, false, token, false, fields);
}

/** Whether the server says that the job is gone, or leased to another process. */
export function isOver(error: unknown): boolean {
  return typeof (error as { code?: unknown } | undefined)?.code === 'number';
}

/** @returns whether the job was still there for it */
export async function succeeds(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (isOver(error)) return false;
    throw error;
  }
}
