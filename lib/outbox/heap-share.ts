import { getHeapStatistics } from 'node:v8';

/** How many bytes of events may wait in this process's memory: a tenth of what it may use. */
export const HEAP_SHARE = Math.floor(getHeapStatistics().heap_size_limit / 10);
