import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { TrackConverge } from 'nestjs-converge';
import { CreateOrderDto } from './create-order.dto.js';
import { OrderPropertiesMapper } from './order-properties.mapper.js';
import type { Order } from './order.interface.js';
import { orderedSubscription } from './ordered-subscription.mapper.js';
import { OrdersService } from './orders.service.js';

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @TrackConverge('Placed Order', {
    properties: OrderPropertiesMapper,
    timestamp: (order: Order) => order.placedAt,
  })
  @TrackConverge('Started Subscription', orderedSubscription)
  create(@Body() dto: CreateOrderDto): Order {
    return this.orders.create(dto);
  }

  @Get(':id')
  get(@Param('id') id: string): Order {
    return this.orders.get(id);
  }
}
