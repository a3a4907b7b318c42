import { NestFactory } from '@nestjs/core';
import { ConvergeModule, ConvergeService } from '../dist/lib/index.js';
import { convergeModule } from '../dist/bench/shop/shop.module.js';
import { serve } from '../support/child.js';
import { processCpu } from '../support/cpu.js';
import { median } from '../support/figures.js';
import { placedOrder } from '../support/order.js';

const TURN = 8;

/** A process with an outbox that has a backlog. */
let app;
let bootstrapAt;
const { onApplicationBootstrap } = ConvergeModule.prototype;
ConvergeModule.prototype.onApplicationBootstrap = function begin() {
  bootstrapAt = process.hrtime.bigint();
  return onApplicationBootstrap.call(this);
};

serve({
  /** @returns when it began to open the outbox, and when Nest called onApplicationBootstrap */
  start: async (delivers) => {
    const openAt = process.hrtime.bigint();
    app = await NestFactory.createApplicationContext(convergeModule(delivers), {
      logger: ['warn'],
    });
    return { openAt: String(openAt), bootstrapAt: String(bootstrapAt) };
  },
  /** @returns CPU and wall time per event, as medians of turns with eight events, in microseconds */
  track: async (count) => {
    const service = app.get(ConvergeService);
    const cpu = [];
    const wall = [];
    for (let left = count; left > 0; left -= TURN) {
      const events = Array.from({ length: TURN }, placedOrder);
      const cpuBefore = processCpu();
      const begin = performance.now();
      await Promise.all(events.map((event) => service.track(event)));
      wall.push(((performance.now() - begin) * 1000) / TURN);
      cpu.push((processCpu() - cpuBefore) / TURN);
    }
    return { cpu: median(cpu), wall: median(wall) };
  },
  memory: () => ({ now: process.memoryUsage.rss(), most: process.resourceUsage().maxRSS * 1024 }),
  left: async () => (await app.get(ConvergeService).stats()).pending,
});
