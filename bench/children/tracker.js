import { setImmediate as nextTurn } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { serve } from '../support/child.js';
import { processCpu } from '../support/cpu.js';
import { HANDLERS } from '../support/handlers.js';
import { placedOrder } from '../support/order.js';
import { PEERS } from '../support/peers.js';
import { ConvergeService } from '../dist/lib/index.js';
import { convergeModule } from '../dist/bench/shop/shop.module.js';

let client;

async function converge() {
  const app = await NestFactory.createApplicationContext(convergeModule(false), {
    logger: ['warn'],
  });
  const service = app.get(ConvergeService);
  return { prepare: (event) => event, track: (event) => service.track(event), flush: () => {} };
}

/** Tracks a block of events, `concurrency` per turn of the event loop, and waits for each turn. */
async function trackBlock(events, concurrency) {
  let sync = 0;
  const waits = [];
  const cpu = processCpu();
  for (let first = 0; first < events.length; first += concurrency) {
    const begin = performance.now();
    const tracked = [];
    for (let i = first; i < first + concurrency; i++) tracked.push(client.track(events[i]));
    sync += performance.now() - begin;
    if (client.isDurable) await Promise.all(tracked);
    else await nextTurn();
    waits.push(performance.now() - begin);
  }
  return { cpu: processCpu() - cpu, sync: sync * 1000, waits };
}

serve({
  start: async (name, endpoint) => {
    const make = name === 'nestjs-converge' ? converge : (PEERS[name] ?? HANDLERS[name]);
    const isDurable = PEERS[name] === undefined;
    client = { ...(await make(endpoint)), isDurable };
  },
  /** @returns medians of all blocks, in microseconds per event */
  track: async ({ blocks, size, concurrency }) => {
    const results = [];
    for (let block = 0; block < blocks; block++) {
      const events = Array.from({ length: size }, () => client.prepare(placedOrder()));
      results.push(await trackBlock(events, concurrency));
      await client.flush();
      await nextTurn();
    }
    const sum = (key) => results.reduce((total, result) => total + result[key], 0);
    const count = blocks * size;
    const waits = results.flatMap((result) => result.waits).sort((a, b) => a - b);
    return {
      cpu: sum('cpu') / count,
      sync: sum('sync') / count,
      wait: waits[Math.floor(waits.length / 2)] * 1000,
    };
  },
});
