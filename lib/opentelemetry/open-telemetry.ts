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

/** Of tracer and meter: the name, and the version, which the build knows. */
const SCOPE = ['nestjs-converge', process.env['NESTJS_CONVERGE_VERSION']] as const;

/** By OpenTelemetry's conventions for messaging, which are not stable. */
const operation = (name: string, type: string) => ({
  'messaging.system': 'nestjs_converge',
  'messaging.destination.name': 'converge',
  'messaging.operation.name': name,
  'messaging.operation.type': type,
});
type Operation = 'publish' | 'process';
const PUBLISH = operation('publish', 'send');
const PROCESS = operation('process', 'process');
const MESSAGE_ID = 'messaging.message.id';
const EVENT_NAME = 'nestjs_converge.event.name';
const ATTEMPT = 'nestjs_converge.delivery.attempt';
/** The id of a log line. */
const KIND = 'nestjs_converge.kind';

/** In seconds: the bounds of the conventions, and up to three days. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const LONG = [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60, 300, 900, 3_600, 14_400, 43_200, 86_400, 259_200];

const seconds = (bounds: number[]) => ({ unit: 's', advice: { explicitBucketBoundaries: bounds } });

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
  const startSpan = (...given: Parameters<Tracer['startSpan']>) =>
    quietly(() => (tracer ??= trace.getTracer(...SCOPE)).startSpan(...given));
  let read: (() => Promise<Readings>) | undefined;
  let made: (ReturnType<typeof makeInstruments> & { readonly by: MeterProvider }) | undefined;
  // Those of an SDK that starts late are used from then on.
  const instruments = () => {
    const by = metrics.getMeterProvider();
    if (made?.by !== by) made = { by, ...makeInstruments(by, async () => read?.()) };
    return made;
  };
  const end = (what: Operation, span: Span | undefined, began: number, type?: string) => {
    const error = type === undefined ? {} : { 'error.type': type };
    const attributes = { ...(what === 'publish' ? PUBLISH : PROCESS), ...error };
    quietly(() => instruments()[what].record((now() - began) / 1_000, attributes));
    quietly(() => {
      if (type !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR }).setAttributes(error);
      span?.end();
    });
  };
  return {
    async recording({ eventName, isKnown }, store) {
      const began = now();
      const attributes = { ...PUBLISH, [EVENT_NAME]: eventName };
      const span = startSpan('publish converge', { kind: SpanKind.PRODUCER, attributes });
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
      const name = { [EVENT_NAME]: isKnown ? eventName : 'other' };
      quietly(() => instruments().tracked.add(1, name));
    },

    async delivering({ id, attempts, recordedAt, traceContext }, attempt) {
      const began = now();
      const attributes = { ...PROCESS, [MESSAGE_ID]: String(id), [ATTEMPT]: attempts + 1 };
      const options = { kind: SpanKind.CONSUMER, attributes, links: linksTo(traceContext) };
      const span = startSpan('process converge', options, ROOT_CONTEXT);
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

function makeInstruments(provider: MeterProvider, read: () => Promise<Readings | undefined>) {
  const meter = provider.getMeter(...SCOPE);
  const gauge = (name: string, unit: string) => meter.createObservableGauge(name, { unit });
  const reports = meter.createObservableCounter('nestjs_converge.reports', { unit: '{report}' });
  const trouble = gauge('nestjs_converge.trouble', '{trouble}');
  const events = gauge('nestjs_converge.outbox.events', '{event}');
  const age = gauge('nestjs_converge.outbox.oldest_event.age', 's');
  const pause = gauge('nestjs_converge.delivery.pause', 's');
  const observe = async (result: BatchObservableResult) => {
    const readings = await read();
    if (readings === undefined) return;
    const { counters, troubles, pausedForMs, outbox } = readings;
    for (const [kind, count] of Object.entries(counters)) {
      result.observe(reports, count, { [KIND]: kind });
    }
    for (const [kind, isWrong] of Object.entries(troubles)) {
      result.observe(trouble, Number(isWrong), { [KIND]: kind });
    }
    result.observe(pause, pausedForMs / 1_000);
    if (outbox === undefined) return;
    const { oldestAt, ...states } = outbox;
    for (const [state, count] of Object.entries(states)) {
      result.observe(events, count, { 'nestjs_converge.state': state });
    }
    const at = Date.now();
    result.observe(age, Math.max(0, at - (oldestAt ?? at)) / 1_000);
  };
  meter.addBatchObservableCallback(observe, [reports, trouble, events, age, pause]);
  return {
    publish: meter.createHistogram('messaging.client.operation.duration', seconds(BOUNDS)),
    process: meter.createHistogram('messaging.process.duration', seconds(BOUNDS)),
    delay: meter.createHistogram('nestjs_converge.delivery.delay', seconds(LONG)),
    tracked: meter.createCounter('nestjs_converge.tracked', { unit: '{event}' }),
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
  const known = [reason, code].map(String).find((each) => /^(?!undefined$)\w{1,40}$/.test(each));
  return known ?? '_OTHER';
}

/** The status of an answer, or the code of a request without one; undefined for a delivery. */
function typeOfOutcome({ kind, status, reason = '' }: AttemptOutcome): string | undefined {
  if (kind === 'delivered') return undefined;
  const [, found] = /^(?:status )?(\d{3}|[A-Z][A-Z0-9_]+)\b/.exec(`${status ?? reason}`) ?? [];
  return found ?? (reason.startsWith('no complete answer') ? 'timeout' : '_OTHER');
}
