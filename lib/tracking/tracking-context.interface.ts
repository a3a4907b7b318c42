/** One successful call of a handler. */
export interface TrackedCall {
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
}

/**
 * The second argument of every mapper.
 */
export interface TrackingContext extends TrackedCall {
  /** The name of the event. */
  readonly eventName: string;
  /**
   * The mapped properties of the event. Only `eventId` and `timestamp` get them, because these mappers
   * run last.
   */
  readonly properties?: unknown;
}
