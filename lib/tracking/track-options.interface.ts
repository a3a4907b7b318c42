import type { ValidationMode } from '../event/event-validator.js';
import type { EventMappers } from './event-mappers.interface.js';
import type { RequestContextOptions } from './request-context.js';

/**
 * What `@TrackConverge` is told: the mappers, and what is otherwise here than in the module's options.
 *
 * @publicApi
 */
export interface TrackOptions<Result = any, Name extends string = string> extends EventMappers<
  Result,
  Name
> {
  /**
   * What follows from a violation of Converge's event spec.
   *
   * @default the module's `validation`
   */
  validation?: ValidationMode;
  /**
   * What is taken from the request; replaces the module's `requestContext` key by key.
   *
   * @default the module's `requestContext`
   */
  requestContext?: RequestContextOptions;
}
