import type { ProfileOf, PropertiesOf } from '../event/converge-event.interface.js';
import type { Aliases } from '../event/values/aliases.js';
import type { ValidationMode } from '../event/event-validator.js';
import type { RequestContextOptions } from './call-context.js';

/** The second argument of every mapper: one successful call of a handler. */
export interface TrackingContext {
  /** The name of the event. */
  readonly eventName: string;
  /** The names of all events that the handler tracks. */
  readonly eventNames: readonly string[];
  /** The handler as `Class#method`, or `ConvergeService.track`. */
  readonly handler: string;
  /** The transport of the call: `http`, `rpc`, `ws` or `graphql`; `none` for `ConvergeService.track`. */
  readonly transport: string;
  /**
   * The arguments of the transport, as Nest's `ExecutionContext.getArgs()` returns them:
   * `[request, response, next]` for `http`, `[data, context]` for `rpc`, `[client, data]` for `ws`,
   * `[root, args, context, info]` for `graphql`.
   */
  readonly args: readonly unknown[];
  /**
   * The request object of Express or Fastify, for `http` and, if the GraphQL context has it as `req`,
   * `request` or `reply.request`, for `graphql`.
   */
  readonly request?: any;
  /** The time at which the handler succeeded. */
  readonly succeededAt: Date;
  /**
   * The mapped properties of the event. Only `eventId` and `timestamp` get them, because these mappers
   * run last.
   */
  readonly properties?: unknown;
}

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

/** Returns an event's `aliases`. */
export interface AliasesMapper<Result = any> extends Mapper<Result, readonly string[] | Aliases> {}

/** A mapper class, which Nest's injector provides or creates, or a plain function. */
export type MapperOption<Result, Value> =
  | (new (...args: any[]) => Mapper<Result, Value>)
  | ((result: Result, context: TrackingContext) => Value | Promise<Value>);

/**
 * How a handler's result becomes an event. A missing mapper is taken from the module's `mappers`, then
 * from the defaults.
 *
 * @typeParam Result the type of the handler's result
 * @typeParam Name the event's name, for the types of its properties
 */
export interface EventMappers<Result = any, Name extends string = string> {
  /** The event's properties: those of Converge's spec, and custom ones. @default result.properties */
  properties?: MapperOption<Result, PropertiesOf<Name>>;
  /** The profile's properties. @default result.profile_properties */
  profileProperties?: MapperOption<Result, ProfileOf<Name>>;
  /** 1 to 10 aliases; `aliases()` makes them. @default result.aliases */
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
  /** Whether to track the event. @default always */
  when?: MapperOption<Result, boolean>;
}

/** The options of `@TrackConverge`: the mappers, and overrides of the module's options. */
export interface TrackOptions<Result = any, Name extends string = string> extends EventMappers<
  Result,
  Name
> {
  /** How violations of Converge's event spec are handled. @default the module's `validation` */
  validation?: ValidationMode;
  /**
   * The parts of the request that are added; overrides the module's `requestContext` key by key.
   *
   * @default the module's `requestContext`
   */
  requestContext?: RequestContextOptions;
}
