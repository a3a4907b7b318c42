import { serve } from '../support/child.js';
import { mainThreadCpu, processCpu } from '../support/cpu.js';
import { startShop } from '../dist/bench/shop/shop.js';

serve({
  start: (options) => startShop(options),
  cpu: () => ({ process: processCpu(), main: mainThreadCpu() }),
});
