import type { ExecutionContext } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { TRACKINGS_METADATA } from '../converge.constants.js';
import type { Reporter } from '../report/reporter.js';
import { isInjectorError } from './bind-mapper.js';
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
  /** By module and class: the same method can be another class's, or its class be in two modules. */
  private readonly plans = new WeakMap<
    ModuleRef,
    Map<HandlerClass, Map<Handler, Promise<HandlerPlan>>>
  >();
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly mappers: TrackOptions,
    readonly commitTimeoutMs: number,
    private readonly recorder: EventRecorder,
    private readonly reporter: Reporter,
  ) {}

  /** Binds a handler's mappers once, and reports those that cannot be resolved. */
  plan(
    type: HandlerClass,
    method: Handler,
    moduleRef: ModuleRef,
    name = method.name,
  ): Promise<HandlerPlan> {
    const ofModule = getOrMake(
      this.plans,
      moduleRef,
      () => new Map<HandlerClass, Map<Handler, Promise<HandlerPlan>>>(),
    );
    const ofClass = getOrMake(ofModule, type, () => new Map<Handler, Promise<HandlerPlan>>());
    return getOrMake(ofClass, method, () => this.bind(`${type.name}#${name}`, method, moduleRef));
  }

  /** Tracks one successful call; resolves when its events are recorded or reported, never rejects. */
  async track(execution: ExecutionContext, moduleRef: ModuleRef, result: unknown): Promise<void> {
    const work = this.trackAll(execution, moduleRef, result);
    this.underWay.add(work);
    try {
      await work;
    } finally {
      this.underWay.delete(work);
    }
  }

  /** A response went before its events were recorded. */
  late(execution: ExecutionContext): void {
    const origin = `${execution.getClass().name}#${execution.getHandler().name}`;
    this.reporter.report({ kind: 'late', origin });
  }

  /**
   * Waits until no call is being tracked any more, or the time is over.
   *
   * @param timeoutMs milliseconds
   * @returns how many calls are left
   */
  async idle(timeoutMs: number): Promise<number> {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
    await Promise.race([timeUp, this.whenIdle()]);
    clearTimeout(timer);
    return this.underWay.size;
  }

  private async whenIdle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  private async bind(handler: string, method: Handler, moduleRef: ModuleRef): Promise<HandlerPlan> {
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
      const succeededAt = new Date();
      const { handler, trackings } = await this.plan(type, method, moduleRef);
      const call = new HandlerCall(handler, execution, succeededAt);
      const ids = new Set<unknown>();
      await Promise.all(trackings.map((tracking) => this.trackOne(tracking, result, call, ids)));
    } catch (error) {
      this.reporter.reportError(error, type.name);
    }
  }

  private async trackOne(
    tracking: BoundTracking,
    result: unknown,
    call: HandlerCall,
    ids: Set<unknown>,
  ): Promise<void> {
    const { eventName } = tracking;
    const origin = call.handler;
    try {
      const event = await mapEvent(tracking, result, call);
      if (event === undefined) return;
      if (ids.has(event.event_id)) this.reporter.report({ kind: 'sameEventId', origin, eventName });
      ids.add(event.event_id);
      await this.recorder.record(event, origin, call.succeededAt);
    } catch (error) {
      if (error instanceof MapperError) {
        const { fault, mapper, cause } = error;
        this.reporter.mapperFailed({ origin, eventName, mapper, fault, error: cause });
      } else {
        this.reporter.reportError(error, origin, eventName);
      }
    }
  }

  /** Told at start-up. */
  private warn(origin: string, { eventName, mapper, cause }: MapperError): void {
    // Other errors than the injector's may quote a secret, such as the address of a database.
    const reason = isInjectorError(cause) ? cause.message.split('\n')[0] : undefined;
    this.reporter.report({ kind: 'mapperUnresolved', origin, eventName, mapper, reason });
  }
}

function getOrMake<K extends object, V>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
