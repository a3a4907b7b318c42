import { TRACKINGS_METADATA } from '../../lib/nest/constants.js';
import { OrdersController } from '../../sample-app/orders/orders.controller.js';

const KEYS = ['__interceptors__', TRACKINGS_METADATA];

/** Lets the handler of POST /orders be read as if it had no `@TrackConverge`. */
export async function withoutTracking<T>(action: () => Promise<T>): Promise<T> {
  const handler = OrdersController.prototype.create;
  const removed = KEYS.map((key) => [key, Reflect.getMetadata(key, handler)] as const);
  for (const [key, value] of removed) {
    if (value === undefined) throw new Error(`the handler has no ${String(key)}`);
    Reflect.deleteMetadata(key, handler);
  }
  try {
    return await action();
  } finally {
    for (const [key, value] of removed) Reflect.defineMetadata(key, value, handler);
  }
}
