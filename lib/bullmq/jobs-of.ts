import type { IQueueBackend } from 'bullmq';

/** How many jobs are read at once: each may have a megabyte or more. */
export const PAGE = 32;

export type JobStates = ReadonlyArray<'active' | 'wait' | 'prioritized' | 'delayed' | 'failed'>;

/** The jobs in some states, one state after the other, as each is at that time. */
export async function* jobsOf(backend: IQueueBackend, states: JobStates) {
  for (const state of states) {
    const [ids] = (await backend.getRanges([state], 0, -1, true)) as unknown as [string[]];
    // Lists begin with the newest.
    if (state === 'wait' || state === 'active') ids.reverse();
    for (let at = 0; at < ids.length; at += PAGE) {
      const page = ids.slice(at, at + PAGE);
      const jobs = await Promise.all(page.map((id) => backend.getJobData(id)));
      for (const [index, json] of jobs.entries()) {
        if (json !== undefined) yield [page[index]!, json, state] as const;
      }
    }
  }
}
