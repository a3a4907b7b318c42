import { setTimeout } from 'node:timers/promises';
import { Injectable, type CallHandler, type NestInterceptor } from '@nestjs/common';
import axios from 'axios';
import { mergeMap, tap, type Observable } from 'rxjs';
import type { Order } from '../../sample-app/orders/order.interface.js';
import { placedOrder, plainOrder } from './event.js';

/** The usual code without this library: it posts the event and does not wait for the answer. */
@Injectable()
export class ByHandInterceptor implements NestInterceptor {
  protected readonly toEvent: (order: Order) => object = placedOrder;

  intercept(_execution: unknown, next: CallHandler<Order>): Observable<Order> {
    return next.handle().pipe(
      tap((order) => {
        this.post(this.toEvent(order)).catch(() => undefined);
      }),
    );
  }

  protected async post(event: object): Promise<void> {
    await axios.post(process.env['CONVERGE_ENDPOINT']!, event, {
      headers: { 'X-Webhook-Token': process.env['CONVERGE_TOKEN'] },
    });
  }
}

/** The same with three retries, after one, two and four seconds. */
@Injectable()
export class RetryingByHandInterceptor extends ByHandInterceptor {
  protected override async post(event: object): Promise<void> {
    for (const pauseMs of [1_000, 2_000, 4_000]) {
      try {
        return await super.post(event);
      } catch {
        await setTimeout(pauseMs);
      }
    }
    return super.post(event);
  }
}

@Injectable()
export class PlainByHandInterceptor extends ByHandInterceptor {
  protected override readonly toEvent = plainOrder;
}

/** Whatever tracks the plain order: `track` is set before the shop starts. The response waits for its promise. */
@Injectable()
export class GivenInterceptor implements NestInterceptor {
  static track: (event: object) => unknown;

  intercept(_execution: unknown, next: CallHandler<Order>): Observable<Order> {
    return next.handle().pipe(
      mergeMap(async (order) => {
        await GivenInterceptor.track(plainOrder(order));
        return order;
      }),
    );
  }
}
