import type { ConvergeEvent } from '../event/converge-event.interface.js';
import { createDraft, enrichDraft, type EventDraft } from '../event/event-draft.js';
import { isPlainObject } from '../event/plain-json.js';
import { isReadOfNothing } from '../reporting/thrown-error.js';
import type { Reporter } from '../reporting/reporter.js';
import { type CallScope, Enrichments } from './call-scope.js';
import { isRefusal, type EventRecorder } from './event-recorder.js';
import { mapEvent, type Tracking } from './map-event.js';
import { MapperError } from './call-application.js';
import { fromRequest, type RequestContextOptions } from './request-context.js';
import type { TrackedCall, TrackingContext } from './track-options.interface.js';
import { TransactionError, type RecordStore } from './transactions.js';

/** What belongs to an event that the application has built. */
export interface OwnEventOptions {
  /**
   * The request of Express or Fastify in which it happened: `consent` gets it, and `requestContext` reads
   * it. Nest's handlers have it already; without Nest and outside of handlers, it is the caller's.
   *
   * @default in a handler of Nest, the request of the running call
   */
  request?: unknown;
}

/**
 * Turns the results of tracked handlers into recorded events. Errors on the way are reported, not
 * thrown.
 */
export class Tracker {
  private readonly underWay = new Set<Promise<void>>();

  /** @param requestContext the module's option */
  constructor(
    private readonly requestContext: RequestContextOptions,
    private readonly scope: CallScope,
    private readonly recorder: EventRecorder,
    private readonly reporter: Reporter,
  ) {}

  /** Tracks one successful call; resolves when its events are recorded or reported, never rejects. */
  async track(
    trackings: readonly Tracking[],
    result: unknown,
    call: TrackedCall,
    enrichments: Enrichments,
  ): Promise<void> {
    const ids = new Set<unknown>();
    const work = Promise.all(
      trackings.map((tracking) => this.trackOne(tracking, result, call, enrichments, ids)),
    ).then(() => undefined);
    this.underWay.add(work);
    await work;
    this.underWay.delete(work);
    enrichments.isOver = true;
  }

  /**
   * Tracks an event that the application has built. Errors are reported, too: a call that is not awaited
   * must not end the process.
   *
   * @param origin the method that was called, e.g. `ConvergeService.track`
   * @param join gives the transaction in which it is stored; in the outbox by default
   * @throws the errors of EventRecorder.recordValid, and of the application's `consent` and `beforeSend`
   */
  trackEvent(
    event: ConvergeEvent,
    origin: string,
    { request }: OwnEventOptions,
    join?: () => RecordStore,
  ): Promise<void> {
    const { current } = this.scope;
    const { enrichments = new Enrichments() } = current ?? {};
    const tracked = this.trackOwn(event, origin, request ?? current?.request, enrichments, join);
    tracked.catch(() => undefined);
    return tracked;
  }

  /**
   * Waits until all calls are tracked, or the time is over.
   *
   * @param timeoutMs milliseconds
   * @returns the number of calls that are still being tracked
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

  private async trackOwn(
    event: ConvergeEvent,
    handler: string,
    request: unknown,
    enrichments: Enrichments,
    join: (() => RecordStore) | undefined,
  ): Promise<void> {
    const succeededAt = new Date();
    const draft = createDraft(event, succeededAt);
    // JavaScript callers may pass anything.
    const name = isPlainObject(draft.event) ? draft.event['event_name'] : undefined;
    const eventName = typeof name === 'string' ? name : '';
    const call = { eventNames: [eventName], handler, transport: 'none', args: [], succeededAt };
    const context = { ...call, eventName, request };
    if (request === undefined) {
      const get = () =>
        this.reporter.report({ kind: 'requestMissing', origin: handler, eventName });
      Object.defineProperty(context, 'request', { get, enumerable: false });
    }
    this.enrich(draft, { ...context, request }, enrichments, undefined);
    try {
      await this.recorder.recordValid(draft, context, join?.());
    } catch (error) {
      if (error instanceof MapperError) {
        this.reporter.mapperFailed(handler, error);
        throw error.cause ?? error;
      }
      if (error instanceof TransactionError) {
        const { reason, cause } = error;
        this.reporter.report({ kind: 'enqueueFailed', origin: handler, eventName, reason });
        throw cause;
      }
      // A refusal of the outbox is reported already.
      if (!isRefusal(error)) this.reporter.reportError(error, handler, eventName);
      throw error;
    }
  }

  private async trackOne(
    tracking: Tracking,
    result: unknown,
    call: TrackedCall,
    enrichments: Enrichments,
    ids: Set<unknown>,
  ): Promise<void> {
    const { eventName, options } = tracking;
    const origin = call.handler;
    try {
      const context: TrackingContext = { ...call, eventName };
      const event = await mapEvent(tracking, result, call, context);
      if (event === undefined) return;
      const draft = createDraft(event, context.succeededAt);
      draft.missing = tracking.missing(result);
      const id = (draft.event as Partial<ConvergeEvent> | null)?.event_id;
      if (id !== undefined && ids.has(id))
        this.reporter.report({ kind: 'sameEventId', origin, eventName });
      ids.add(id);
      this.enrich(draft, context, enrichments, options.requestContext);
      await this.recorder.record(draft, context, options.validation);
    } catch (error) {
      if (error instanceof MapperError) {
        this.reporter.mapperFailed(origin, explain(error, result, tracking));
      } else this.reporter.reportError(error, origin, eventName);
    }
  }

  /** Adds the values of the handler's services, then those of the request. */
  private enrich(
    draft: EventDraft,
    { eventName, request }: TrackingContext,
    enrichments: Enrichments,
    own: RequestContextOptions | undefined,
  ): void {
    enrichDraft(draft, enrichments.for(eventName));
    const ofRequest = fromRequest(
      request,
      own ? { ...this.requestContext, ...own } : this.requestContext,
    );
    if (ofRequest !== undefined) enrichDraft(draft, [ofRequest]);
  }
}

/** Names the handler's result as the reason, where a mapper fails because there is none. */
function explain(error: MapperError, result: unknown, { answersItself }: Tracking): MapperError {
  if (result === undefined && answersItself) return error.because('no result');
  if (result !== undefined && result !== null) return error;
  const isOfMapper = error.mapper !== 'consent' && error.mapper !== 'beforeSend';
  if (error.fault !== 'threw' || !isOfMapper || !isReadOfNothing(error.cause)) return error;
  return error.because(result === null ? 'null' : 'undefined');
}
