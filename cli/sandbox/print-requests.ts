import type { Memory } from '../../sandbox/server/store/memory.js';
import { amount, print } from '../print.js';
import { requestLine } from './request-line.js';

/** From how many unread bytes on a slow reader of the output gets no more lines for now. */
const MAX_WAITING_BYTES = 1024 ** 2;

/** Prints a line for each request from now on; leaves out those that the reader of the output cannot follow. */
export function printRequests(memory: Memory): void {
  let known = memory.newestNumber;
  let leftOut = 0;
  memory.on('request', () => {
    const requests = memory.requests.after(known, Infinity);
    known = memory.newestNumber;
    if (process.stdout.writableLength > MAX_WAITING_BYTES) {
      leftOut += requests.length;
      return;
    }
    if (leftOut > 0) print(`... ${amount(leftOut, 'request')} more, on the page`);
    leftOut = 0;
    print(...requests.map(requestLine));
  });
}
