import { serve } from '../support/child.js';
import { mainThreadCpu, processCpu } from '../support/cpu.js';
import { startShop } from '../dist/bench/shop/shop.js';

serve({
  start: (options) => startShop(options),
  memory: () => ({ now: process.memoryUsage.rss(), most: process.resourceUsage().maxRSS * 1024 }),
  cpu: () => ({ process: processCpu(), main: mainThreadCpu() }),
});
