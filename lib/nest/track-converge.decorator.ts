import { UseInterceptors } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { EventName } from '../event/converge-event.interface.js';
import { ConvergeOptionsError } from '../options/check-values.js';
import { checkTracking } from '../options/resolve-options.js';
import type {
  EventMappers,
  MapperOption,
  TrackOptions,
} from '../tracking/track-options.interface.js';
import { TRACKINGS_METADATA } from './constants.js';
import { declarationsOf } from './handler-metadata.js';
import { ConvergeInterceptor } from './tracked-handlers.js';

/** The result that a mapper class or function takes, as the parameter of a function. */
type Takes<Option> =
  Option extends MapperOption<infer Result, unknown> ? (result: Result) => void : never;

/** The result that all mappers of the options can take: any if there are none, an intersection for several. */
type MappedResult<Options extends EventMappers> =
  Takes<Options[keyof Options & keyof EventMappers]> extends (result: infer Result) => void
    ? Result
    : unknown;

/** `profileProperties` for `profile_properties`, the name that the webhook has. */
type CamelCase<Key> = Key extends `${infer Start}_${infer End}`
  ? `${Start}${Capitalize<CamelCase<End>>}`
  : Key;

/** A type that no value has, so that the compiler shows its text. */
interface Wrong<Text extends string> {
  readonly [WRONG]: Text;
}
declare const WRONG: unique symbol;

/** Refuses unknown options, even next to known ones. */
type NoOthers<Options> = {
  [Key in Exclude<keyof Options, keyof TrackOptions>]: CamelCase<Key> extends keyof TrackOptions
    ? Wrong<`The option is called ${CamelCase<Key>}`>
    : Wrong<`There is no option ${Key & string}`>;
};

/** A handler with such a result: a value, a promise, or an observable's last value. */
type HandlerOf<Result> = (...args: any[]) => Result | Promise<Result> | Observable<Result>;

/**
 * Tracks an event each time the handler succeeds: the mappers turn its result into the event, which is
 * stored before the response is sent. The response never changes.
 *
 * A handler may have several, one for each event. The decorator only writes metadata and binds an
 * interceptor, so it works above or below any other decorator. Nest runs interceptors that are written above
 * this decorator nearer to the handler: the mappers see the results of these, and not of those below.
 *
 * @param eventName an event of Converge's spec, e.g. `Placed Order`, or a custom one that is declared in
 * the interface ConvergeEvents
 * @param options the mappers, if the defaults do not fit
 * @throws ConvergeOptionsError when the class is defined, for an empty name, an option that is not a mapper,
 * or anything but a method; at start-up, for a method that Nest does not call through interceptors
 *
 * @example
 * ```ts
 * @Post('orders')
 * @TrackConverge('Placed Order', { properties: OrderPropertiesMapper })
 * create(@Body() dto: CreateOrderDto) { return this.orders.create(dto); }
 * ```
 */
export function TrackConverge<Name extends EventName, Options extends TrackOptions<any, Name>>(
  eventName: Name,
  options?: Options & NoOthers<Options>,
) {
  return <Handler extends HandlerOf<MappedResult<Options>>>(
    target: object,
    method: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    if (typeof descriptor?.value !== 'function') {
      throw new ConvergeOptionsError(
        `@TrackConverge('${eventName}') on ${nameOf(target, method)} has no effect: it goes on a method that ` +
          'handles requests.',
      );
    }
    const declaration = { eventName, options: options ?? {} };
    checkTracking(declaration, nameOf(target, method));
    const below = declarationsOf(descriptor.value);
    Reflect.defineMetadata(TRACKINGS_METADATA, [declaration, ...below], descriptor.value);
    // A second interceptor would track every event of the handler twice.
    if (below.length === 0) UseInterceptors(ConvergeInterceptor)(target, method, descriptor);
  };
}

/** Of a class, or a member of it. */
function nameOf(target: unknown, member: unknown): string {
  if (typeof target === 'function') return `the class ${target.name}`;
  return `${(target as object | null)?.constructor.name}#${String(member)}`;
}
