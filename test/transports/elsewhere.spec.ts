import { it } from '@jest/globals';
import { Injectable, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CommandHandler, CqrsModule, EventBus, EventsHandler } from '@nestjs/cqrs';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Cron, Interval, ScheduleModule, Timeout } from '@nestjs/schedule';
import { ConvergeModule, ConvergeService } from '../../lib/index.js';
import { createSandbox, type Sandbox } from '../../sandbox/server/index.js';
import { orderEvent } from '../utils/events.js';
import { eventually } from '../utils/test-app.js';

@Injectable()
class Jobs {
  constructor(private readonly converge: ConvergeService) {}

  @Cron('* * * * * *')
  cron() {
    return this.track('cron');
  }

  @Interval(20)
  interval() {
    return this.track('interval');
  }

  @Timeout(1)
  timeout() {
    return this.track('timeout');
  }

  @OnEvent('order')
  order(id: string) {
    return this.track(id);
  }

  /** As a service does, or the processor of a queue. */
  track(id: string) {
    return this.converge.track(orderEvent({ event_id: id }));
  }
}

class PlaceOrder {
  constructor(readonly id: string) {}
}

class OrderPlaced {
  constructor(readonly id: string) {}
}

@CommandHandler(PlaceOrder)
class PlaceOrderHandler {
  constructor(private readonly jobs: Jobs) {}
  execute({ id }: PlaceOrder) {
    return this.jobs.track(id);
  }
}

@EventsHandler(OrderPlaced)
class OrderPlacedHandler {
  constructor(private readonly jobs: Jobs) {}
  handle({ id }: OrderPlaced) {
    return this.jobs.track(id);
  }
}

/** Starts a standalone application, works with it and stops it. */
async function standalone(
  work: (app: INestApplicationContext, sandbox: Sandbox) => Promise<unknown>,
) {
  const sandbox = await createSandbox();
  @Module({
    imports: [
      ConvergeModule.forRoot(sandbox.token, { endpoint: sandbox.endpoint }),
      ScheduleModule.forRoot(),
      EventEmitterModule.forRoot(),
      CqrsModule.forRoot(),
    ],
    providers: [Jobs, PlaceOrderHandler, OrderPlacedHandler],
  })
  class WorkerModule {}
  const app = await NestFactory.createApplicationContext(WorkerModule, { logger: false });
  try {
    await work(app, sandbox);
  } finally {
    await app.close();
    await sandbox.close();
  }
}

/** Waits until an event with this id has arrived. */
const arrival = (sandbox: Sandbox, id: string) =>
  eventually(`${id} arrives`, () => sandbox.events().some(({ event }) => event.event_id === id));

it.each(['cron', 'interval', 'timeout'])('tracks by ConvergeService in a job: @%s', (id) =>
  standalone((_app, sandbox) => arrival(sandbox, id)),
);

it.each<[string, (app: INestApplicationContext) => unknown]>([
  ['@OnEvent', (app) => app.get(EventEmitter2).emit('order', 'e')],
  ['a command', (app) => app.get(CommandBus).execute(new PlaceOrder('e'))],
  ['an event of CQRS', (app) => app.get(EventBus).publish(new OrderPlaced('e'))],
  ['a service', (app) => app.get(Jobs).track('e')],
])('tracks by ConvergeService in a standalone application: %s', (_what, act) =>
  standalone(async (app, sandbox) => {
    await act(app);
    await arrival(sandbox, 'e');
  }),
);
