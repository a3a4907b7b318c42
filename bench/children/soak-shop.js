import { ConvergeService } from '../dist/lib/index.js';
import { startSoakShop } from '../dist/bench/shop/soak-shop.js';
import { serve } from '../support/child.js';

let app;

serve({
  start: async () => {
    app = await startSoakShop();
    return app.getUrl();
  },
  heap: () => {
    globalThis.gc();
    return process.memoryUsage().heapUsed;
  },
  stats: () => app.get(ConvergeService).stats(),
  close: () => app.close(),
});
