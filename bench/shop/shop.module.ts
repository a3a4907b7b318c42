import { ValidationPipe, type DynamicModule } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { ConvergeModule } from 'nestjs-converge';
import { CustomerAliasesMapper } from '../../sample-app/customers/customer-aliases.mapper.js';
import { OrdersRepository } from '../../sample-app/orders/orders.repository.js';
import { OrdersService } from '../../sample-app/orders/orders.service.js';
import { SubscriptionsService } from '../../sample-app/subscriptions/subscriptions.service.js';
import {
  ByHandController,
  GivenController,
  PlainByHandController,
  PlainTrackedController,
  RetryingByHandController,
  TrackedController,
  UntrackedController,
} from './controllers.js';

export type Tracking =
  | 'none'
  | 'by hand'
  | 'by hand, with retries'
  | 'given'
  | 'converge'
  | 'converge, sender elsewhere';

class ShopModule {}

/**
 * The orders of the sample shop, tracked in one of several ways. A bare shop has neither a ValidationPipe
 * nor the sample's mappers, which parse phone numbers.
 */
export function shopModule(tracking: Tracking, isBare: boolean): DynamicModule {
  const isOurs = tracking.startsWith('converge');
  const validation = new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
  });
  return {
    module: ShopModule,
    imports: isOurs ? [convergeModule(tracking === 'converge')] : [],
    controllers: [controllerFor(tracking, isBare)],
    providers: [
      OrdersRepository,
      OrdersService,
      SubscriptionsService,
      ...(isBare ? [] : [{ provide: APP_PIPE, useValue: validation }]),
    ],
  };
}

function controllerFor(tracking: Tracking, isBare: boolean) {
  if (tracking === 'none') return UntrackedController;
  if (tracking === 'given') return GivenController;
  if (tracking === 'by hand, with retries') return RetryingByHandController;
  if (tracking === 'by hand') return isBare ? PlainByHandController : ByHandController;
  return isBare ? PlainTrackedController : TrackedController;
}

/** The module with the endpoint and the outbox of the environment. */
export function convergeModule(delivers: boolean): DynamicModule {
  return ConvergeModule.forRoot({
    token: process.env['CONVERGE_TOKEN'],
    endpoint: process.env['CONVERGE_ENDPOINT'],
    // As in the sample shop.
    validation: 'strict',
    mirrorContactFields: true,
    mappers: { aliases: CustomerAliasesMapper, profileProperties: () => ({}) },
    // The path comes from the environment; the benchmark of backlogs needs room.
    outbox: { maxEvents: 3_000_000, maxBytes: 8 * 1024 ** 3 },
    ...(delivers ? {} : { delivery: false }),
  });
}
