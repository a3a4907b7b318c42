import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TrackConverge } from 'nestjs-converge';
import { orderTotals } from '../../sample-app/orders/order-totals.js';
import type { Order } from '../../sample-app/orders/order.interface.js';
import { plain } from './event.js';
import { convergeModule } from './shop.module.js';

@Controller('orders')
class OrdersController {
  @Post()
  @TrackConverge('Placed Order', plain)
  create(@Body() order: Order): Order {
    return { ...order, totals: orderTotals(order.lines, order.freight), isNewCustomer: false };
  }
}

@Module({ imports: [convergeModule(true)], controllers: [OrdersController] })
class SoakModule {}

/** Starts a shop that keeps no orders: what grows is not its own. @returns the application */
export async function startSoakShop() {
  const shop = await NestFactory.create(SoakModule, { logger: ['error', 'fatal'] });
  shop.enableShutdownHooks();
  await shop.listen(0, '127.0.0.1');
  return shop;
}
