import type { ExecutionContext } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { TRACKINGS_METADATA } from '../converge.constants.js';
import type { Reporter } from '../report/reporter.js';
import { bindTracking, type BoundTracking } from './bound-tracking.js';
import type { EventRecorder } from './event-recorder.js';
import { HandlerCall } from './handler-call.js';
import { mapEvent } from './map-event.js';
import { MapperError } from './mapper.error.js';
import type { TrackOptions } from './track-options.interface.js';
import type { Tracking } from './tracking.interface.js';

type Handler = (...args: never[]) => unknown;
type HandlerClass = abstract new (...args: never[]) => unknown;

/** A handler's trackings: looked up and bound once, not at every call. @internal */
export interface HandlerPlan {
  /** `Class#method` */
  readonly handler: string;
  readonly trackings: readonly BoundTracking[];
}

/**
 * Turns the results of tracked handlers into recorded events. Whatever goes wrong on the way is
 * reported and goes no further.
 *
 * @internal
 */
export class Tracker {
  private readonly plans = new WeakMap<HandlerClass, Map<Handler, Promise<HandlerPlan>>>();
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly mappers: TrackOptions,
    readonly commitTimeoutMs: number,
    private readonly recorder: EventRecorder,
    private readonly reporter: Reporter,
  ) {}

  /** Binds a handler's mappers, and reports those that cannot be resolved. */
  plan(type: HandlerClass, handler: Handler, moduleRef: ModuleRef): Promise<HandlerPlan> {
    let plans = this.plans.get(type);
    if (plans === undefined) this.plans.set(type, (plans = new Map()));
    let plan = plans.get(handler);
    if (plan === undefined) plans.set(handler, (plan = this.bind(type, handler, moduleRef)));
    return plan;
  }

  /** Tracks one successful call; resolves when its events are recorded or reported, never rejects. */
  async track(execution: ExecutionContext, moduleRef: ModuleRef, result: unknown): Promise<void> {
    const work = this.trackAll(execution, moduleRef, result);
    this.underWay.add(work);
    await work;
    this.underWay.delete(work);
  }

  /** Resolves when no call is being tracked any more; mappers are given up after five seconds. */
  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  private async bind(
    type: HandlerClass,
    method: Handler,
    moduleRef: ModuleRef,
  ): Promise<HandlerPlan> {
    const handler = `${type.name}#${method.name}`;
    const trackings: Tracking[] = Reflect.getMetadata(TRACKINGS_METADATA, method) ?? [];
    const bound = trackings.map((tracking) =>
      bindTracking(tracking, this.mappers, moduleRef, (error) => this.warn(handler, error)),
    );
    return { handler, trackings: await Promise.all(bound) };
  }

  private async trackAll(execution: ExecutionContext, moduleRef: ModuleRef, result: unknown) {
    const type = execution.getClass();
    const method = execution.getHandler() as Handler;
    try {
      const call = new HandlerCall(`${type.name}#${method.name}`, execution);
      const { handler, trackings } = await this.plan(type, method, moduleRef);
      await Promise.all(
        trackings.map((tracking) => this.trackOne(tracking, handler, result, call)),
      );
    } catch (error) {
      this.fail(`${type?.name}#${method?.name}`, undefined, error);
    }
  }

  private async trackOne(
    tracking: BoundTracking,
    handler: string,
    result: unknown,
    call: HandlerCall,
  ) {
    try {
      const event = await mapEvent(tracking, result, call);
      if (event !== undefined) await this.recorder.record(event, handler, call.succeededAt);
    } catch (error) {
      this.fail(handler, tracking.eventName, error);
    }
  }

  /** Told at start-up, when no customer's data can be in the injector's message. */
  private warn(origin: string, { eventName, mapper, cause }: MapperError): void {
    const [reason] = String((cause as Error | undefined)?.message).split('\n');
    this.reporter.report({ kind: 'mapperUnresolved', origin, eventName, mapper, reason });
  }

  private fail(origin: string, eventName: string | undefined, error: unknown): void {
    if (error instanceof MapperError) {
      const { fault, mapper, cause } = error;
      this.reporter.report({
        kind: 'mapperFailed',
        origin,
        eventName,
        mapper,
        fault,
        error: cause,
      });
    } else {
      this.reporter.reportError(error, origin, eventName);
    }
  }
}
