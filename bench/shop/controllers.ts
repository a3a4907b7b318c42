import { Body, Controller, Post, UseInterceptors } from '@nestjs/common';
import { TrackConverge } from 'nestjs-converge';
import { CreateOrderDto } from '../../sample-app/orders/create-order.dto.js';
import type { Order } from '../../sample-app/orders/order.interface.js';
import { OrderPropertiesMapper } from '../../sample-app/orders/order-properties.mapper.js';
import { OrdersService } from '../../sample-app/orders/orders.service.js';
import {
  ByHandInterceptor,
  GivenInterceptor,
  PlainByHandInterceptor,
  RetryingByHandInterceptor,
} from './by-hand.interceptor.js';
import { plain } from './event.js';

@Controller('orders')
export class UntrackedController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  create(@Body() dto: CreateOrderDto): Order {
    return this.orders.create(dto);
  }
}

@Controller('orders')
export class ByHandController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @UseInterceptors(ByHandInterceptor)
  create(@Body() dto: CreateOrderDto): Order {
    return this.orders.create(dto);
  }
}

@Controller('orders')
export class RetryingByHandController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @UseInterceptors(RetryingByHandInterceptor)
  create(@Body() dto: CreateOrderDto): Order {
    return this.orders.create(dto);
  }
}

@Controller('orders')
export class TrackedController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @TrackConverge('Placed Order', {
    properties: OrderPropertiesMapper,
    timestamp: (order: Order) => order.placedAt,
  })
  create(@Body() dto: CreateOrderDto): Order {
    return this.orders.create(dto);
  }
}

@Controller('orders')
export class PlainByHandController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @UseInterceptors(PlainByHandInterceptor)
  create(@Body() dto: CreateOrderDto): Order {
    return this.orders.create(dto);
  }
}

@Controller('orders')
export class PlainTrackedController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @TrackConverge('Placed Order', { ...plain, timestamp: (order: Order) => order.placedAt })
  create(@Body() dto: CreateOrderDto): Order {
    return this.orders.create(dto);
  }
}

@Controller('orders')
export class GivenController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @UseInterceptors(GivenInterceptor)
  create(@Body() dto: CreateOrderDto): Order {
    return this.orders.create(dto);
  }
}
