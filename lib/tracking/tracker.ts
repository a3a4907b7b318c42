import type { ExecutionContext } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { TRACKINGS_METADATA } from '../converge.constants.js';
import type { ConvergeEvent } from '../event/converge-event.interface.js';
import { createDraft, enrichDraft, type EventDraft } from '../event/event-draft.js';
import { Aliases } from '../event/values/aliases.js';
import type { Reporter } from '../report/reporter.js';
import type { Additions } from './addition.js';
import { isInjectorError } from './bind-mapper.js';
import { bindTracking, type BoundTracking } from './bound-tracking.js';
import type { ConvergeContext } from './converge-context.js';
import type { EventMappers } from './event-mappers.interface.js';
import type { EventRecorder } from './event-recorder.js';
import { HandlerCall } from './handler-call.js';
import { mapEvent } from './map-event.js';
import { MapperError } from './mapper.error.js';
import { fromRequest, type RequestContextOptions } from './request-context.js';
import type { TrackingContext } from './tracking-context.interface.js';
import type { Tracking } from './tracking.interface.js';

type Handler = (...args: never[]) => unknown;
type HandlerClass = abstract new (...args: never[]) => unknown;

/** A handler's trackings: looked up and bound once, not at every call. */
export interface HandlerPlan {
  /** `Class#method` */
  readonly handler: string;
  readonly eventNames: readonly string[];
  readonly trackings: readonly BoundTracking[];
}

export interface TrackerSettings {
  readonly mappers: EventMappers;
  readonly requestContext: RequestContextOptions;
  /** How long a response may be held, in milliseconds. */
  readonly commitTimeoutMs: number;
}

/**
 * Turns the results of tracked handlers into recorded events. Whatever goes wrong on the way is
 * reported and goes no further.
 */
export class Tracker {
  /** By module and class: the same method can be another class's, or its class be in two modules. */
  private readonly plans = new WeakMap<
    ModuleRef,
    Map<HandlerClass, Map<Handler, Promise<HandlerPlan>>>
  >();
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    readonly settings: TrackerSettings,
    readonly context: ConvergeContext,
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
  async track(
    execution: ExecutionContext,
    moduleRef: ModuleRef,
    result: unknown,
    additions: Additions,
  ): Promise<void> {
    const work = this.trackAll(execution, moduleRef, result, additions);
    this.underWay.add(work);
    try {
      await work;
    } finally {
      this.underWay.delete(work);
    }
  }

  /**
   * Tracks an event that the application gives itself.
   *
   * @throws what EventRecorder.recordChecked throws, and what the application's own functions throw
   */
  async trackEvent(event: ConvergeEvent): Promise<void> {
    // Whoever writes JavaScript may give anything.
    const name: unknown = event?.event_name;
    const eventName = typeof name === 'string' ? name : '';
    const context: TrackingContext = {
      eventName,
      eventNames: [eventName],
      handler: 'ConvergeService.track',
      transport: 'none',
      args: [],
      succeededAt: new Date(),
    };
    try {
      await this.recorder.recordChecked(this.draft(event, context), context);
    } catch (error) {
      if (!(error instanceof MapperError)) throw error;
      this.reporter.mapperFailed(context.handler, error);
      throw error.cause ?? error;
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
      bindTracking(tracking, this.settings.mappers, moduleRef, (error) =>
        this.warn(handler, error),
      ),
    );
    const eventNames = trackings.map(({ eventName }) => eventName);
    return { handler, eventNames, trackings: await Promise.all(bound) };
  }

  private async trackAll(
    execution: ExecutionContext,
    moduleRef: ModuleRef,
    result: unknown,
    additions: Additions,
  ): Promise<void> {
    const type = execution.getClass();
    const method = execution.getHandler() as Handler;
    try {
      const succeededAt = new Date();
      const { handler, eventNames, trackings } = await this.plan(type, method, moduleRef);
      const call = new HandlerCall(handler, execution, succeededAt, eventNames);
      const ids = new Set<unknown>();
      await Promise.all(
        trackings.map((tracking) => this.trackOne(tracking, result, call, additions, ids)),
      );
    } catch (error) {
      this.reporter.reportError(error, type.name);
    } finally {
      additions.isOver = true;
    }
  }

  private async trackOne(
    tracking: BoundTracking,
    result: unknown,
    call: HandlerCall,
    additions: Additions,
    ids: Set<unknown>,
  ): Promise<void> {
    const { eventName, options } = tracking;
    const origin = call.handler;
    try {
      const context = call.context(eventName);
      const mapped = await mapEvent(tracking, result, call, context);
      if (mapped === undefined) return;
      const event = this.complete(mapped, context, additions, options.requestContext);
      if (ids.has(mapped.event_id))
        this.reporter.report({ kind: 'sameEventId', origin, eventName });
      ids.add(mapped.event_id);
      await this.recorder.record(event, context, options.validation);
    } catch (error) {
      if (error instanceof MapperError) this.reporter.mapperFailed(origin, error);
      else this.reporter.reportError(error, origin, eventName);
    }
  }

  /** The mapped event with what the handler's services and the request add to it. */
  private complete(
    mapped: ConvergeEvent,
    context: TrackingContext,
    { made }: Additions,
    own: RequestContextOptions = {},
  ): EventDraft {
    const { eventName, handler, request } = context;
    const added = made.filter((one) => one.eventName === undefined || one.eventName === eventName);
    for (const { dropped } of added) this.reporter.aliasesDropped(handler, eventName, dropped);
    const draft = this.draft(mapped, context);
    enrichDraft(draft, added);
    enrichDraft(draft, fromRequest(request, { ...this.settings.requestContext, ...own }));
    return draft;
  }

  private draft(event: ConvergeEvent, context: TrackingContext): EventDraft {
    const { handler, eventName, succeededAt } = context;
    const draft = createDraft(event, succeededAt);
    // What cannot be read, or is no event at all, has no aliases either.
    const aliases: unknown = draft.event === null ? undefined : event.aliases;
    if (aliases instanceof Aliases) {
      this.reporter.aliasesDropped(handler, eventName, aliases.dropped);
    }
    return draft;
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
