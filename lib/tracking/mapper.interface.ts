import type { ProfileOf, PropertiesOf } from '../event/converge-event.interface.js';
import type { Aliases } from '../event/values/aliases.js';
import type { TrackingContext } from './tracking-context.interface.js';

/**
 * Takes one part of an event from a handler's result. A mapper reads: the result is the very
 * object that becomes the response, so it must not be changed.
 *
 * @publicApi
 */
export interface Mapper<Result, Value> {
  map(result: Result, context: TrackingContext): Value | Promise<Value>;
}

/**
 * Gives an event's `properties`: with the event's name, those that Converge's spec requires.
 *
 * @publicApi
 */
export interface PropertiesMapper<Result = any, Name extends string = string> extends Mapper<
  Result,
  PropertiesOf<Name>
> {}

/**
 * Gives an event's `profile_properties`: with the event's name, those that Converge's spec requires.
 *
 * @publicApi
 */
export interface ProfilePropertiesMapper<Result = any, Name extends string = string> extends Mapper<
  Result,
  ProfileOf<Name>
> {}

/**
 * Gives an event's `aliases`.
 *
 * @publicApi
 */
export interface AliasesMapper<Result = any> extends Mapper<Result, readonly string[] | Aliases> {}

/**
 * A mapper class, found through Nest's injector or created by it, or a plain function.
 *
 * @publicApi
 */
export type MapperOption<Result, Value> =
  | (new (...args: any[]) => Mapper<Result, Value>)
  | ((result: Result, context: TrackingContext) => Value | Promise<Value>);
