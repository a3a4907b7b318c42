import { NestFactory } from '@nestjs/core';
import { serve } from '../support/child.js';
import { placedOrder } from '../support/order.js';
import { ConvergeService } from '../dist/lib/index.js';
import { ENGINE } from '../dist/lib/nest/constants.js';
import { convergeModule } from '../dist/bench/shop/shop.module.js';

const BATCH = 2_000;

/** Fills the outbox at CONVERGE_OUTBOX_PATH through the library, without sending. */
const app = await NestFactory.createApplicationContext(convergeModule(false), { logger: ['warn'] });

serve({
  /** @returns the number of events in the outbox */
  fill: async (count) => {
    const { outbox } = app.get(ENGINE, { strict: false })();
    for (let left = count; left > 0; left -= BATCH) {
      const records = Array.from({ length: Math.min(left, BATCH) }, newRecord);
      await Promise.all(records.map((record) => outbox.put(record)));
    }
    return (await app.get(ConvergeService).stats()).pending;
  },
  close: () => app.close(),
});

/** A record as ConvergeService.track makes it. */
function newRecord() {
  const event = placedOrder();
  const { event_name: eventName } = event;
  const body = JSON.stringify(event);
  return { eventName, origin: 'ConvergeService.track', body, recordedAt: Date.now() };
}
