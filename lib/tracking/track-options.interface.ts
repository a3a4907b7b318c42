import type { MapperOption } from './mapper.interface.js';

/**
 * How a handler's result becomes an event. What is not given is taken from the module's `mappers`,
 * then from the default mappers.
 *
 * @publicApi
 */
export interface TrackOptions<Result = any> {
  /**
   * The event's properties.
   *
   * @default result.properties
   */
  properties?: MapperOption<Result, object>;
  /**
   * The profile's properties.
   *
   * @default result.profile_properties
   */
  profileProperties?: MapperOption<Result, object>;
  /**
   * 1 to 10 aliases.
   *
   * @default result.aliases
   */
  aliases?: MapperOption<Result, readonly string[]>;
  /**
   * The deduplication id; a number becomes a string.
   *
   * @default `result.event_id`; else, for `Placed Order`, `properties.id`; else the request's
   * `Idempotency-Key` header with the event's name; else a new UUIDv7
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
