import { createServer } from 'node:http';
import { serve } from '../support/child.js';

/** Answers 200 to everything, and counts. */
let count = 0;
let waiter;
let firstAt;

const server = createServer((request, response) => {
  request.on('end', () => {
    response.end('{"code":200}');
    firstAt ??= process.hrtime.bigint();
    if (++count >= waiter?.count) waiter.resolve();
  });
  request.resume();
});
server.keepAliveTimeout = 60_000;

serve({
  listen: () =>
    new Promise((resolve) =>
      server.listen(0, '127.0.0.1', () =>
        resolve(`http://127.0.0.1:${server.address().port}/hook`),
      ),
    ),
  reset: () => {
    count = 0;
    firstAt = undefined;
  },
  count: () => count,
  /** The time of the first request since the last reset, on the clock that all processes share. */
  firstAt: () => String(firstAt),
  /** Resolves when so many requests were answered since the last reset, or when the time is over. */
  waitFor: (wanted, timeoutMs = 120_000) =>
    new Promise((resolve) => {
      if (count >= wanted) return resolve(count);
      const timer = setTimeout(() => resolve(count), timeoutMs);
      waiter = {
        count: wanted,
        resolve: () => {
          clearTimeout(timer);
          waiter = undefined;
          resolve(count);
        },
      };
    }),
});
