import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second there. */
const TICK_US = 10_000;

/** The CPU time of this process so far, all threads, in microseconds. */
export function processCpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The CPU time of the main thread so far, in microseconds; NaN if unknown. */
export function mainThreadCpu() {
  if (process.threadCpuUsage) {
    const { user, system } = process.threadCpuUsage();
    return user + system;
  }
  try {
    const stat = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_US;
  } catch {
    return NaN;
  }
}
