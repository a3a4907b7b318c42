import 'reflect-metadata';
import type { ServerResponse } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Body, Controller, Module, Post } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ConvergeModule,
  ConvergeService,
  TrackConverge,
  type ConvergeModuleOptions,
  type OutboxOptions,
} from '../../../lib/index.js';
import { orderEvent, orderParts } from '../../utils/events.js';
import { RecordingLogger } from '../../utils/recording-logger.js';
import { serveCommands } from './commands.js';

interface Order {
  readonly id: string;
  readonly price: number;
}

/** Since `watchLoop`, in milliseconds. */
export interface LongestTimes {
  /** For how long the event loop stood still at most. */
  readonly stopMs: number;
  /** How long the slowest response took. */
  readonly responseMs: number;
}

const { properties, profile_properties, aliases } = orderParts();

@Controller('orders')
class OrdersController {
  @Post()
  @TrackConverge('Placed Order', {
    properties: ({ id, price }: Order) => ({ ...properties, id, total_price: price }),
    profileProperties: () => profile_properties,
    aliases: () => aliases,
  })
  create(@Body() order: Order): Order {
    return order;
  }
}

/** A message carries the options of bullmq(), and not what it returns. */
async function withServer(options: ConvergeModuleOptions): Promise<ConvergeModuleOptions> {
  const { bullmq: server, ...outbox } = options.outbox as OutboxOptions & { bullmq?: object };
  if (server === undefined) return options;
  const { bullmq } = await import('../../../lib/bullmq/index.js');
  return { ...options, outbox: bullmq({ ...outbox, ...server }) };
}

const realNow = Date.now;
const logger = new RecordingLogger();
// One entry for each delivered event would fill the memory that a test measures.
logger.debug = () => undefined;
const heard: Record<string, string[]> = {};
const note =
  (hook: string) =>
  ({ event, reason }: { event?: any; reason?: string }) => {
    // Which reason, and which event.
    (heard[reason ?? hook] ??= []).push(event?.event_id);
  };
let app: INestApplication | undefined;
let converge: ConvergeService;
const loopDelay = monitorEventLoopDelay({ resolution: 1 });
let longestResponseMs = 0;

/** Notes how long the shop itself takes for its slowest response: customers' own delays do not count. */
function timeResponse(_request: unknown, response: ServerResponse, next: () => void): void {
  const startedAt = performance.now();
  response.on('finish', () => {
    longestResponseMs = Math.max(longestResponseMs, performance.now() - startedAt);
  });
  next();
}

serveCommands({
  /** Starts the shop; the process is there before, so that only this takes time. @returns its URL */
  async start(given: ConvergeModuleOptions, hooks: string[] = []): Promise<string> {
    const options = await withServer(given);
    const asked = Object.fromEntries(hooks.map((hook) => [hook, note(hook)]));
    @Module({
      imports: [ConvergeModule.forRoot({ ...options, hooks: asked })],
      controllers: [OrdersController],
    })
    class ShopModule {}
    app = await NestFactory.create(ShopModule, { logger });
    app.use(timeResponse);
    app.enableShutdownHooks();
    await app.listen(0, '127.0.0.1');
    converge = app.get(ConvergeService);
    return app.getUrl();
  },
  /** Starts nothing but the sender: an application without a server. */
  async startContext(given: ConvergeModuleOptions): Promise<void> {
    const options = await withServer(given);
    @Module({ imports: [ConvergeModule.forRoot(options)] })
    class SenderModule {}
    const context = await NestFactory.createApplicationContext(SenderModule, { logger });
    context.enableShutdownHooks();
    converge = context.get(ConvergeService);
  },
  stats: () => converge.stats(),
  health: () => converge.health(),
  /** Sets the time of day of this thread. @param ahead in milliseconds; negative if it goes after */
  setClock: (ahead: number) => {
    Date.now = () => realNow() + ahead;
  },
  heard: () => heard,
  deadLetters: () => converge.deadLetters(),
  adopt: () => converge.adopt(),
  log: () => logger.entries,
  rss: () => process.memoryUsage.rss(),
  close: () => app?.close(),
  watchLoop: () => {
    loopDelay.enable();
    loopDelay.reset();
    longestResponseMs = 0;
  },
  longestTimes: (): LongestTimes => ({
    stopMs: loopDelay.max / 1e6,
    responseMs: longestResponseMs,
  }),
  /** Ends by process.exit() in the turn in which events were put. */
  async exit(prefix: string, count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      void converge.track(orderEvent({ event_id: `${prefix}-${n}` }));
    }
    // Tracking takes some steps, none of which needs another turn.
    for (let steps = 0; steps < 100; steps++) await Promise.resolve();
    process.exit();
  },
  /** Tracks many orders without a request; those whose `track` has resolved are safe. */
  async track(prefix: string, count: number, note = ''): Promise<void> {
    const TOGETHER = 500;
    const noted = { ...properties, note };
    for (let from = 0; from < count; from += TOGETHER) {
      const upTo = Math.min(from + TOGETHER, count);
      const ids = Array.from({ length: upTo - from }, (_, n) => `${prefix}-${from + n}`);
      await Promise.all(
        ids.map((id) => converge.track(orderEvent({ event_id: id, properties: noted }))),
      );
    }
  },
});
