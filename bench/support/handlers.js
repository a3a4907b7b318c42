import { ExternalContextCreator, NestFactory } from '@nestjs/core';
import { shopModule } from '../dist/bench/shop/shop.module.js';
import { TrackedController, UntrackedController } from '../dist/bench/shop/controllers.js';
import { ORDER } from './order.js';

/** The shop's handlers with their interceptors, called as by Nest, but without HTTP. */
export const HANDLERS = {
  'untracked handler': () => handler('none', UntrackedController),
  'tracked handler': () => handler('converge, sender elsewhere', TrackedController),
};

async function handler(tracking, Controller) {
  const module = shopModule(tracking, true);
  // Nest creates such callers only for providers.
  module.providers.push(Controller);
  const app = await NestFactory.createApplicationContext(module, { logger: ['warn', 'error'] });
  const controller = app.get(Controller);
  const call = app.get(ExternalContextCreator).create(controller, controller.create, 'create');
  return { prepare: () => ORDER, track: (order) => call(order), flush: () => undefined };
}
