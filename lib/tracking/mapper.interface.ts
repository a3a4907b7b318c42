import type { ProfileOf, PropertiesOf } from '../event/converge-event.interface.js';
import type { Aliases } from '../event/values/aliases.js';
import type { TrackingContext } from './tracking-context.interface.js';

/**
 * Makes one part of an event from a handler's result. It must not change the result, because this
 * object becomes the response.
 */
export interface Mapper<Result, Value> {
  map(result: Result, context: TrackingContext): Value | Promise<Value>;
}

/**
 * Returns an event's `properties`; the event's name adds those that Converge's spec requires to the type.
 */
export interface PropertiesMapper<Result = any, Name extends string = string> extends Mapper<
  Result,
  PropertiesOf<Name>
> {}

/**
 * Returns an event's `profile_properties`; the event's name adds those that Converge's spec requires to
 * the type.
 */
export interface ProfilePropertiesMapper<Result = any, Name extends string = string> extends Mapper<
  Result,
  ProfileOf<Name>
> {}

/**
 * Returns an event's `aliases`.
 */
export interface AliasesMapper<Result = any> extends Mapper<Result, readonly string[] | Aliases> {}

/**
 * A mapper class, which Nest's injector provides or creates, or a plain function.
 */
export type MapperOption<Result, Value> =
  | (new (...args: any[]) => Mapper<Result, Value>)
  | ((result: Result, context: TrackingContext) => Value | Promise<Value>);
