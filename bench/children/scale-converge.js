import { NestFactory } from '@nestjs/core';
import { bullmq } from '../dist/lib/bullmq/index.js';
import { ConvergeModule, ConvergeService } from '../dist/lib/index.js';
import { serve } from '../support/child.js';
import { inTurns } from '../support/in-turns.js';
import { placedOrder } from '../support/order.js';

/** A process that records events or sends them, with its outbox at BENCH_SERVER. */
const { CONVERGE_ENDPOINT: endpoint, CONVERGE_TOKEN: token, BENCH_SERVER: server } = process.env;
const outbox = toOutbox();
let app;

function toOutbox() {
  const path = process.env.BENCH_SPILL;
  if (server.startsWith('redis')) return bullmq({ connection: server, path });
  return server.startsWith('postgres') ? bullmq({ postgres: server, path }) : server;
}

serve({
  open: async (role, concurrency) => {
    const delivery = role === 'worker' && { concurrency };
    const module = ConvergeModule.forRoot({ token, endpoint, outbox, delivery });
    app = await NestFactory.createApplicationContext(module, { logger: ['warn', 'error'] });
  },
  record: (count, atOnce) => {
    const service = app.get(ConvergeService);
    return inTurns(count, atOnce, () => service.track(placedOrder()));
  },
  left: async () => {
    const { pending, leased, waiting, dead } = await app.get(ConvergeService).stats();
    return pending + leased + waiting + dead;
  },
  close: () => app.close(),
});
