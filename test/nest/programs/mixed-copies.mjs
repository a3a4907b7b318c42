/**
 * An application whose module and services are of one copy of the library, and whose decorator and helpers
 * are of another one. Prints what came of it.
 *
 *   node mixed-copies.mjs <how the module is loaded> <how the rest is: import or require, of a package>
 */
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { Controller, Injectable, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const require = createRequire(import.meta.url);
const load = async (how) => {
  const [kind, name] = how.split(':');
  return kind === 'require' ? require(name) : import(name);
};
const [ofModule, ofRest] = await Promise.all(process.argv.slice(2).map(load));
const { createSandbox } = await import('nestjs-converge/sandbox');
const { ConvergeContext, ConvergeModule, ConvergeService } = ofModule;
const { aliases, TrackConverge } = ofRest;

const customer = { $email: 'jane@example.com' };
const totals = { total_price: 42.5, total_tax: 6.79, total_shipping: 4.9, currency: 'EUR' };
const order = (id) => ({
  id,
  properties: { ...customer, id, ...totals, $is_new_customer: false },
  profile_properties: customer,
});

class OrdersController {
  constructor(converge, context) {
    Object.assign(this, { converge, context });
  }
  async create() {
    this.context.addProperties({ from: 'a service' });
    const { properties, profile_properties } = order('2');
    const event = { event_name: 'Placed Order', event_id: '2', properties, profile_properties };
    await this.converge.track({ ...event, aliases: aliases().email(customer.$email) });
    const refused = this.converge.track({ ...event, aliases: [] });
    this.error = await refused.catch(({ name }) => name);
    return order('1');
  }
}
Reflect.defineMetadata('design:paramtypes', [ConvergeService, ConvergeContext], OrdersController);
const descriptor = Object.getOwnPropertyDescriptor(OrdersController.prototype, 'create');
Post()(OrdersController.prototype, 'create', descriptor);
TrackConverge('Placed Order', {
  aliases: () => aliases().email(customer.$email).customerId('guest'),
})(OrdersController.prototype, 'create', descriptor);
Controller('orders')(OrdersController);
Injectable()(OrdersController);

const sandbox = await createSandbox();
class AppModule {}
Module({
  imports: [
    ConvergeModule.forRoot(sandbox.token, {
      endpoint: sandbox.endpoint,
      // A busy machine may be slow.
      outbox: { path: 'memory', commitTimeoutMs: 60_000 },
      // In the order in which they were tracked.
      delivery: { concurrency: 1 },
    }),
  ],
  controllers: [OrdersController],
})(AppModule);

const warnings = [];
const quiet = () => undefined;
const logger = { log: quiet, error: quiet, debug: quiet, warn: (text) => warnings.push(text) };
const app = await NestFactory.create(AppModule, { logger });
await app.listen(0, '127.0.0.1');
const { status } = await fetch(`${await app.getUrl()}/orders`, { method: 'POST' });
const converge = app.get(ConvergeService);
await converge.flush({ timeoutMs: 60_000 });
const { counters } = await converge.stats();
process.stdout.write(
  JSON.stringify({
    isOther: ofModule.ConvergeService !== ofRest.ConvergeService,
    status,
    events: sandbox.events().map(({ event }) => [event.event_id, event.properties.from]),
    dropped: counters.aliasesDropped,
    error: app.get(OrdersController).error,
    warnings,
  }),
);
await app.close();
await sandbox.close();
