import { UseInterceptors } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { TRACKINGS_METADATA } from '../converge.constants.js';
import { checkTracking } from './check-tracking.js';
import { ConvergeInterceptor } from './converge.interceptor.js';
import type { TrackOptions } from './track-options.interface.js';
import type { Tracking } from './tracking.interface.js';

/** The result that a mapper class or function takes. */
type ResultOf<Option> = Option extends abstract new (...args: any[]) => {
  map(result: infer Result, ...rest: any[]): unknown;
}
  ? Result
  : Option extends (result: infer Result, ...rest: any[]) => unknown
    ? Result
    : unknown;

/** The same for an option that may be absent: then any result will do. */
type ResultOfOptional<Option> = [Exclude<Option, undefined>] extends [never]
  ? unknown
  : ResultOf<Exclude<Option, undefined>>;

/** The result that all mappers of the options can take. */
type MappedResult<Options extends TrackOptions> = ResultOfOptional<Options['properties']> &
  ResultOfOptional<Options['profileProperties']> &
  ResultOfOptional<Options['aliases']> &
  ResultOfOptional<Options['eventId']> &
  ResultOfOptional<Options['timestamp']> &
  ResultOfOptional<Options['when']>;

/** A handler that gives such a result, at once, later, or as an observable's last value. */
type HandlerOf<Result> = (...args: any[]) => Result | Promise<Result> | Observable<Result>;

/**
 * Tracks an event each time the handler succeeds: its result goes through the mappers, and the event
 * is queued before the response is let go. The response itself never changes.
 *
 * Can stand on a handler several times, once for each event. It only writes metadata and binds an
 * interceptor, so it may stand above or below any other decorator. Where interceptors change the
 * result, Nest runs those written above this decorator nearer to the handler: the mappers see what
 * these have made of it, and not what those below it make.
 *
 * @param eventName Converge's name of the event, e.g. `Placed Order`, or a custom one
 * @param options the mappers, where the defaults do not fit
 * @throws ConvergeOptionsError when the class is defined, for an empty name or an option that is not
 * a mapper
 *
 * @example
 * ```ts
 * @Post('orders')
 * @TrackConverge('Placed Order', { properties: OrderPropertiesMapper })
 * create(@Body() dto: CreateOrderDto) { return this.orders.create(dto); }
 * ```
 *
 * @publicApi
 */
export function TrackConverge<Options extends TrackOptions>(eventName: string, options?: Options) {
  return <Handler extends HandlerOf<MappedResult<Options>>>(
    target: object,
    method: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    const handler = descriptor.value as Handler;
    const tracking: Tracking = { eventName, options: options ?? {} };
    checkTracking(tracking, `${target.constructor.name}#${String(method)}`);
    const below: Tracking[] = Reflect.getOwnMetadata(TRACKINGS_METADATA, handler) ?? [];
    Reflect.defineMetadata(TRACKINGS_METADATA, [tracking, ...below], handler);
    // Bound once: a second interceptor would track every event of the handler a second time.
    if (below.length === 0) UseInterceptors(ConvergeInterceptor)(target, method, descriptor);
  };
}
