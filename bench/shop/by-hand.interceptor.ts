import { Injectable, type CallHandler, type NestInterceptor } from '@nestjs/common';
import axios from 'axios';
import { tap, type Observable } from 'rxjs';
import type { Order } from '../../sample-app/orders/order.interface.js';
import { placedOrder, plainOrder } from './event.js';

/** The usual code without this library: it posts the event and does not wait for the answer. */
@Injectable()
export class ByHandInterceptor implements NestInterceptor {
  protected readonly toEvent: (order: Order) => object = placedOrder;

  intercept(_execution: unknown, next: CallHandler<Order>): Observable<Order> {
    return next.handle().pipe(
      tap((order) => {
        axios
          .post(process.env['CONVERGE_ENDPOINT']!, this.toEvent(order), {
            headers: { 'X-Webhook-Token': process.env['CONVERGE_TOKEN'] },
          })
          .catch(() => undefined);
      }),
    );
  }
}

@Injectable()
export class PlainByHandInterceptor extends ByHandInterceptor {
  protected override readonly toEvent = plainOrder;
}
