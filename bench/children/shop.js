import { serve } from '../support/child.js';
import { mainThreadCpu, processCpu } from '../support/cpu.js';
import { GivenInterceptor } from '../dist/bench/shop/by-hand.interceptor.js';
import { startShop } from '../dist/bench/shop/shop.js';

serve({
  /** @param options those of a shop; `peer`: the library that tracks its orders, where `tracking` is `given` */
  start: async ({ peer, ...options }) => {
    if (peer !== undefined) {
      // Only then: what is measured of the other shops has none of it.
      const { clientOf } = await import('../support/queues.js');
      GivenInterceptor.track = await clientOf(peer);
    }
    return startShop(options);
  },
  memory: () => ({ now: process.memoryUsage.rss(), most: process.resourceUsage().maxRSS * 1024 }),
  cpu: () => ({ process: processCpu(), main: mainThreadCpu() }),
});
