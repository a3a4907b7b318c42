import type { ConvergeEvent } from '../event/converge-event.interface.js';
import { createDraft, enrichDraft, type EventDraft } from '../event/event-draft.js';
import { isPlainObject } from '../event/plain-json.js';
import { endsWithin } from '../outbox/time.js';
import { isReadOfNothing } from '../reporting/messages.js';
import type { About, Reporter } from '../reporting/reporter.js';
import {
  type CallScope,
  fromRequest,
  type RequestContextOptions,
  RunningCall,
} from './call-context.js';
import { isRefusal, type EventRecorder } from './event-recorder.js';
import { adviceOnMissing, mapEvent, MapperError, type Tracking } from './map-event.js';
import type { TrackingContext } from './track-options.interface.js';
import { TransactionError, type RecordStore } from './transactions.js';

/** A call of a handler, as its framework knows it. */
export type TrackedCall = Pick<TrackingContext, 'handler' | 'transport' | 'args' | 'request'>;

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

/** Turns the results of tracked handlers, and events of the application, into recorded events. */
export class Tracker {
  private readonly underWay = new Set<Promise<unknown>>();

  /** @param requestContext the module's option */
  constructor(
    private readonly requestContext: RequestContextOptions,
    private readonly scope: CallScope,
    private readonly recorder: EventRecorder,
    private readonly reporter: Reporter,
  ) {}

  /**
   * Tracks one successful call; resolves when its events are recorded or reported, never rejects.
   *
   * @param running has what services have added
   */
  async track(
    trackings: readonly Tracking[],
    result: unknown,
    call: TrackedCall,
    running = new RunningCall(),
  ): Promise<void> {
    const eventNames = trackings.map(({ eventName }) => eventName);
    const succeededAt = new Date();
    const ids = new Set<unknown>();
    const trackOne = async (tracking: Tracking): Promise<void> => {
      const { eventName, options } = tracking;
      const about = { origin: call.handler, eventName };
      try {
        const context: TrackingContext = { ...call, eventName, eventNames, succeededAt };
        const event = await mapEvent(tracking, result, context);
        if (event === undefined) return;
        const draft = createDraft(event, succeededAt);
        draft.missing = adviceOnMissing(tracking, result);
        const id: unknown = Object(draft.event).event_id;
        const isSecond = id !== undefined && ids.has(id);
        if (isSecond) this.reporter.report({ kind: 'sameEventId', ...about });
        ids.add(id);
        this.enrich(draft, context, running, options.requestContext);
        await this.recorder.record(draft, context, { mode: options.validation });
      } catch (error) {
        this.report(explain(error, result, tracking), about);
      }
    };
    await this.watch(Promise.all(trackings.map(trackOne)));
    running.isOver = true;
  }

  /**
   * Tracks an event that the application has built. Errors are reported, too: a call that is not awaited
   * must not end the process.
   *
   * @param origin the method that was called, e.g. `ConvergeService.track`
   * @param join gives the transaction in which it is stored; in the outbox by default
   * @throws the errors of EventRecorder.record, and of the application's `consent` and `beforeSend`
   */
  trackEvent(
    event: ConvergeEvent,
    origin: string,
    options: OwnEventOptions,
    join?: () => RecordStore,
  ): Promise<void> {
    const track = async () => {
      const running = this.scope.getStore() ?? new RunningCall();
      const { request = running.request } = options;
      const succeededAt = new Date();
      const draft = createDraft(event, succeededAt);
      // JavaScript callers may pass anything.
      const name = isPlainObject(draft.event) ? draft.event['event_name'] : undefined;
      const eventName = typeof name === 'string' ? name : '';
      const call = { eventNames: [eventName], handler: origin, transport: 'none', args: [] };
      const context = { ...call, eventName, succeededAt, request };
      this.enrich(draft, context, running);
      if (request === undefined) {
        const get = () => this.reporter.report({ kind: 'requestMissing', origin, eventName });
        Object.defineProperty(context, 'request', { get, enumerable: false });
      }
      try {
        await this.recorder.record(draft, context, { isOwn: true, store: join?.() });
      } catch (error) {
        this.report(error, { origin, eventName });
        const isWrapped = error instanceof MapperError || error instanceof TransactionError;
        throw isWrapped ? (error.cause ?? error) : error;
      }
    };
    const tracked = track();
    void this.watch(tracked.catch(() => undefined));
    return tracked;
  }

  private async watch(work: Promise<unknown>): Promise<void> {
    this.underWay.add(work);
    await work;
    this.underWay.delete(work);
  }

  /** Waits until all calls are tracked, or the time is over. @returns how many are still being tracked */
  async idle(timeoutMs: number): Promise<number> {
    const { underWay } = this;
    const whenIdle = async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    };
    await endsWithin(whenIdle(), timeoutMs);
    return underWay.size;
  }

  /** Adds the values of the handler's services, then those of the request. */
  private enrich(
    draft: EventDraft,
    { eventName, request }: TrackingContext,
    running: RunningCall,
    own?: RequestContextOptions,
  ): void {
    enrichDraft(draft, running.for(eventName));
    const wanted = own ? { ...this.requestContext, ...own } : this.requestContext;
    const ofRequest = fromRequest(request, wanted);
    if (ofRequest !== undefined) enrichDraft(draft, [ofRequest]);
  }

  private report(error: unknown, about: About): void {
    if (error instanceof MapperError) this.reporter.mapperFailed(about.origin, error);
    else if (error instanceof TransactionError) {
      this.reporter.report({ kind: 'enqueueFailed', ...about, reason: error.message });
    }
    // A refusal of the outbox is reported already.
    else if (!isRefusal(error)) this.reporter.reportError(error, about);
  }
}

/** Names the handler's result as the reason, where a mapper fails because there is none. */
function explain(error: unknown, result: unknown, { answersItself }: Tracking): unknown {
  if (!(error instanceof MapperError) || (result !== undefined && result !== null)) return error;
  const { eventName, mapper, fault, cause } = error;
  const because = (why: typeof fault) => new MapperError(eventName, mapper, why, cause);
  if (result === undefined && answersItself) return because('no result');
  const isOfMapper = mapper !== 'consent' && mapper !== 'beforeSend';
  if (fault !== 'threw' || !isOfMapper || !isReadOfNothing(cause)) return error;
  return because(result === null ? 'null' : 'undefined');
}
