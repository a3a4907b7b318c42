import type { ValidationMode } from '../event/event-validator.js';
import type { ProfileOf, PropertiesOf } from '../event/converge-event.interface.js';
import type { Aliases } from '../event/values/aliases.js';
import type { MapperOption } from './mapper.interface.js';
import type { RequestContextOptions } from './request-context.js';

/**
 * How a handler's result becomes an event. A missing mapper is taken from the module's `mappers`, then
 * from the defaults.
 *
 * @typeParam Result the type of the handler's result
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
   * The deduplication id; a number or BigInt becomes a string.
   *
   * @default `result.event_id` if the handler tracks one event; else the order's or subscription's id,
   * else one from the Idempotency-Key header, else a new UUID v4
   */
  eventId?: MapperOption<Result, string | number | bigint>;
  /**
   * When it happened: ISO 8601 with a timezone, UTC epoch seconds, or a Date.
   *
   * @default the time at which the handler succeeded
   */
  timestamp?: MapperOption<Result, string | number | Date>;
  /**
   * Whether to track the event.
   *
   * @default always
   */
  when?: MapperOption<Result, boolean>;
}

/**
 * The options of `@TrackConverge`: the mappers, and overrides of the module's options.
 *
 * @publicApi
 */
export interface TrackOptions<Result = any, Name extends string = string> extends EventMappers<
  Result,
  Name
> {
  /**
   * How violations of Converge's event spec are handled.
   *
   * @default the module's `validation`
   */
  validation?: ValidationMode;
  /**
   * The parts of the request that are added; overrides the module's `requestContext` key by key.
   *
   * @default the module's `requestContext`
   */
  requestContext?: RequestContextOptions;
}

/** The declaration of one `@TrackConverge` on a handler. */
export interface TrackingDeclaration {
  readonly eventName: string;
  readonly options: TrackOptions;
}
