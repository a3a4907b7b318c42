import { createSandbox } from '../dist/sandbox/server/index.js';
import { serve } from '../support/child.js';

/** A sandbox in a separate process. */
serve({
  async open(data) {
    const sandbox = await createSandbox({ data });
    return { url: sandbox.url, endpoint: sandbox.endpoint, token: sandbox.token };
  },
  memory() {
    globalThis.gc();
    const { rss, heapUsed } = process.memoryUsage();
    return { rss, heapUsed };
  },
});
