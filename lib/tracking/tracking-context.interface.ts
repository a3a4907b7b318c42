/** One successful call of a handler. */
export interface TrackedCall {
  /** All events that the handler tracks. */
  readonly eventNames: readonly string[];
  /** The handler that was called, as `Class#method`; or `ConvergeService.track`. */
  readonly handler: string;
  /** How the call came in: `http`, `rpc`, `ws` or `graphql`; `none` for `ConvergeService.track`. */
  readonly transport: string;
  /**
   * What the transport passes to the handler, as Nest's `ExecutionContext.getArgs()` has it:
   * `[request, response, next]` for `http`, `[data, context]` for `rpc`, `[client, data]` for `ws`,
   * `[root, args, context, info]` for `graphql`.
   */
  readonly args: readonly unknown[];
  /**
   * The platform's request object (Express's or Fastify's), for `http` and, where GraphQL's context
   * carries one as `req` or `request`, for `graphql`.
   */
  readonly request?: any;
  /** The moment at which the handler succeeded. */
  readonly succeededAt: Date;
}

/**
 * What a mapper is given besides the handler's result.
 *
 * @publicApi
 */
export interface TrackingContext extends TrackedCall {
  /** The event that is being built. */
  readonly eventName: string;
  /**
   * The event's properties as mapped. Known to the mappers that run after them: `eventId` and
   * `timestamp`.
   */
  readonly properties?: unknown;
}
