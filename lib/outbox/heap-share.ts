import { getHeapStatistics } from 'node:v8';

/** How many bytes of events may wait in this process's memory: a tenth of what it may use. */
export const HEAP_SHARE = Math.floor(getHeapStatistics().heap_size_limit / 10);

/** About what a record needs in memory besides its body, in bytes. */
export const RECORD_OVERHEAD = 512;
