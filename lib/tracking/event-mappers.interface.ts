import type { ProfileOf, PropertiesOf } from '../event/converge-event.interface.js';
import type { Aliases } from '../event/values/aliases.js';
import type { MapperOption } from './mapper.interface.js';

/**
 * How a handler's result becomes an event. What is not given is taken from the module's `mappers`,
 * then from the default mappers.
 *
 * @typeParam Result what the handler gives
 * @typeParam Name the event's name, for the types of its properties
 *
 * @publicApi
 */
export interface EventMappers<Result = any, Name extends string = string> {
  /**
   * The event's properties: those of Converge's spec, and custom ones.
   *
   * @default result.properties
   */
  properties?: MapperOption<Result, PropertiesOf<Name>>;
  /**
   * The profile's properties.
   *
   * @default result.profile_properties
   */
  profileProperties?: MapperOption<Result, ProfileOf<Name>>;
  /**
   * 1 to 10 aliases; `aliases()` makes them.
   *
   * @default result.aliases
   */
  aliases?: MapperOption<Result, readonly string[] | Aliases>;
  /**
   * The deduplication id; a number becomes a string.
   *
   * @default what DefaultEventIdMapper says: the order's or subscription's id, where the event has one
   */
  eventId?: MapperOption<Result, string | number>;
  /**
   * When it happened: ISO 8601 with a timezone, UTC epoch seconds, or a Date.
   *
   * @default the moment at which the handler succeeded
   */
  timestamp?: MapperOption<Result, string | number | Date>;
  /**
   * Whether to track at all.
   *
   * @default always
   */
  when?: MapperOption<Result, boolean>;
}
