import {
  context,
  createContextKey,
  isSpanContextValid,
  metrics,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type BatchObservableResult,
  type Context,
  type MeterProvider,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { AttemptOutcome, Readings, Telemetry } from '../reporting/telemetry.interface.js';
import { now } from '../timers.js';
import * as names from './names.js';

/** The key by which SDKs and instrumentations know that nothing is to be traced. */
const SUPPRESS = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
const TRACEPARENT = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/;

export interface OpenTelemetryOptions {
  /**
   * Lets the instrumentation of the HTTP client trace the requests to Converge, which then gets the header
   * `traceparent`.
   *
   * @default false
   */
  traceRequests?: boolean;
}

/**
 * Spans and metrics of OpenTelemetry, for the option `telemetry`. Start the SDK before the application.
 *
 * @example
 * ```ts
 * ConvergeModule.forRoot({ telemetry: openTelemetry() });
 * ```
 */
export function openTelemetry({ traceRequests = false }: OpenTelemetryOptions = {}): Telemetry {
  let tracer: Tracer | undefined;
  const startSpan: Tracer['startSpan'] = (...given) =>
    (tracer ??= trace.getTracer(names.SCOPE)).startSpan(...given);
  let read: (() => Promise<Readings>) | undefined;
  let made: (Instruments & { readonly by: MeterProvider }) | undefined;
  // Those of an SDK that starts late are used from then on.
  const instruments = () => {
    const by = metrics.getMeterProvider();
    if (made?.by !== by) made = { by, ...makeInstruments(by, async () => read?.()) };
    return made;
  };
  const end = (
    what: 'publish' | 'process',
    span: Span | undefined,
    began: number,
    type?: string,
  ) => {
    const error = type === undefined ? {} : { [names.ERROR_TYPE]: type };
    const attributes = { ...(what === 'publish' ? names.PUBLISH : names.PROCESS), ...error };
    quietly(() => instruments()[what].record((now() - began) / 1_000, attributes));
    quietly(() => {
      if (type !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR }).setAttributes(error);
      span?.end();
    });
  };
  return {
    async recording({ eventName, isKnown }, store) {
      const began = now();
      const attributes = { ...names.PUBLISH, [names.EVENT_NAME]: eventName };
      const span = quietly(() =>
        startSpan('publish converge', { kind: SpanKind.PRODUCER, attributes }),
      );
      try {
        const own = quietly(() => toTraceparent(span)) ?? '';
        await inContext(
          () => trace.setSpan(context.active(), span!),
          () => store(own),
        );
      } catch (error) {
        end('publish', span, began, typeOfError(error));
        throw error;
      }
      end('publish', span, began);
      const name = { [names.EVENT_NAME]: isKnown ? eventName : 'other' };
      quietly(() => instruments().tracked.add(1, name));
    },

    async delivering({ id, attempts, recordedAt, traceContext }, attempt) {
      const began = now();
      const more = { [names.MESSAGE_ID]: String(id), [names.ATTEMPT]: attempts + 1 };
      const attributes = { ...names.PROCESS, ...more };
      const span = quietly(() => {
        const links = linksTo(traceContext);
        const options = { kind: SpanKind.CONSUMER, attributes, links };
        return startSpan('process converge', options, ROOT_CONTEXT);
      });
      const outcome = await inContext(() => {
        const own = trace.setSpan(ROOT_CONTEXT, span!);
        return traceRequests ? own : own.setValue(SUPPRESS, true);
      }, attempt);
      end('process', span, began, typeOfOutcome(outcome));
      if (outcome.kind === 'delivered') {
        quietly(() => instruments().delay.record(Math.max(0, Date.now() - recordedAt) / 1_000));
      }
      return outcome;
    },

    observe(given) {
      read = given;
      quietly(instruments);
    },
  };
}

type Instruments = ReturnType<typeof makeInstruments>;

function makeInstruments(provider: MeterProvider, read: () => Promise<Readings | undefined>) {
  const meter = provider.getMeter(names.SCOPE);
  const { publish, process, delay, tracked, ...observed } = names.INSTRUMENTS;
  const reports = meter.createObservableCounter(...observed.reports);
  const trouble = meter.createObservableGauge(...observed.trouble);
  const events = meter.createObservableGauge(...observed.events);
  const age = meter.createObservableGauge(...observed.age);
  const pause = meter.createObservableGauge(...observed.pause);
  const observe = async (result: BatchObservableResult) => {
    const readings = await read();
    if (readings === undefined) return;
    const { counters, troubles, pausedForMs, outbox } = readings;
    for (const [kind, count] of Object.entries(counters)) {
      result.observe(reports, count, { [names.KIND]: kind });
    }
    for (const [kind, isWrong] of Object.entries(troubles)) {
      result.observe(trouble, Number(isWrong), { [names.KIND]: kind });
    }
    result.observe(pause, pausedForMs / 1_000);
    if (outbox === undefined) return;
    const { oldestAt, ...states } = outbox;
    for (const [state, count] of Object.entries(states)) {
      result.observe(events, count, { [names.STATE]: state });
    }
    const at = Date.now();
    result.observe(age, Math.max(0, at - (oldestAt ?? at)) / 1_000);
  };
  meter.addBatchObservableCallback(observe, [reports, trouble, events, age, pause]);
  return {
    publish: meter.createHistogram(...publish),
    process: meter.createHistogram(...process),
    delay: meter.createHistogram(...delay),
    tracked: meter.createCounter(...tracked),
  };
}

/** What an SDK or an exporter throws is no fault of the event. */
function quietly<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}

/** Does the work in a context; without one, if there is none. Once in any case. */
function inContext<T>(find: () => Context, work: () => Promise<T>): Promise<T> {
  let result: Promise<T> | undefined;
  quietly(() => context.with(find(), () => void (result = work())));
  return result ?? work();
}

function toTraceparent(span: Span | undefined): string {
  const own = span?.spanContext();
  if (own === undefined || !isSpanContextValid(own)) return '';
  return `00-${own.traceId}-${own.spanId}-${own.traceFlags.toString(16).padStart(2, '0')}`;
}

function linksTo(traceparent = '') {
  const [, traceId = '', spanId = '', flags = '0'] = TRACEPARENT.exec(traceparent) ?? [];
  const own = { traceId, spanId, traceFlags: parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(own) ? [{ context: own }] : [];
}

/** Never the message, which may quote a value. */
function typeOfError(error: unknown): string {
  const { reason, code } = (error ?? {}) as { reason?: unknown; code?: unknown };
  return (
    [reason, code].map(String).find((each) => /^(?!undefined$)\w{1,40}$/.test(each)) ?? '_OTHER'
  );
}

/** The status of an answer, or the code of a request without one; undefined for a delivery. */
function typeOfOutcome({ kind, status, reason = '' }: AttemptOutcome): string | undefined {
  if (kind === 'delivered') return undefined;
  const [, found] = /^(?:status )?(\d{3}|[A-Z][A-Z0-9_]+)\b/.exec(`${status ?? reason}`) ?? [];
  return found ?? (reason.startsWith('no complete answer') ? 'timeout' : '_OTHER');
}
