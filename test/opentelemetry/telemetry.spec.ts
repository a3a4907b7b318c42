import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { context, metrics, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { Client } from 'pg';
import { ConvergeModule, TrackConverge } from '../../lib/index.js';
import { createConverge, type Converge, type ConvergeOptions } from '../../lib/express/index.js';
import { openTelemetry } from '../../lib/opentelemetry/index.js';
import { postgres } from '../../lib/postgres/index.js';
import { readPage } from '../docs/page.js';
import { cleanBrokers, testOutboxes } from '../utils/brokers.js';
import { orderEvent, orderParts } from '../utils/events.js';
import { describeWithPostgres, usePostgres } from '../utils/postgres.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { eventually, PLATFORMS, startApp } from '../utils/test-app.js';
import { useSandbox } from '../utils/use-sandbox.js';

/** Is asked by the tests, as Prometheus would ask. */
class AskedReader extends MetricReader {
  protected async onShutdown() {}

  protected async onForceFlush() {}

  /** The values of each instrument, by its attributes, with its unit. */
  async values(): Promise<Record<string, Record<string, unknown>>> {
    const { resourceMetrics } = await this.collect();
    const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return Object.fromEntries(
      all.map(({ descriptor: { name, unit }, dataPoints }) => [
        `${name} ${unit}`,
        Object.fromEntries(
          dataPoints.map(({ attributes, value }) => {
            const { 'error.type': error, ...rest } = attributes;
            const own = Object.entries(rest).filter(([key]) => !key.startsWith('messaging.'));
            const key = [...own.map(([, each]) => each), error].filter(Boolean).join(' ');
            return [key, typeof value === 'object' ? value.count : value];
          }),
        ),
      ]),
    );
  }
}

let converge: Converge | undefined;
let spans: InMemorySpanExporter;
let reader: AskedReader;
let undici: UndiciInstrumentation;
const folder = useTemporaryFolder();
cleanBrokers();

beforeEach(() => {
  undici = new UndiciInstrumentation();
});

afterEach(async () => {
  await converge?.close();
  converge = undefined;
  undici.disable();
  for (const api of [trace, metrics, context, propagation]) api.disable();
});
// After the hook above, so that it closes after what sends to it.
const sandbox = useSandbox();

function startTraces(): void {
  spans = new InMemorySpanExporter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const processor = new SimpleSpanProcessor(spans);
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [processor] }));
  undici.setTracerProvider(trace.getTracerProvider());
}

function startMetrics(): void {
  reader = new AskedReader();
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
}

async function start(options: ConvergeOptions = {}): Promise<Converge> {
  converge = await createConverge({
    token: sandbox.token,
    endpoint: sandbox.endpoint,
    outbox: 'memory',
    telemetry: openTelemetry(),
    delivery: { retry: { baseDelayMs: 5, maxDelayMs: 20 }, timeoutMs: 2_000 },
    logger: { error: () => undefined, warn: () => undefined },
    ...options,
  });
  return converge;
}

/** Does it in the span of a request. */
function request<T>(work: () => T): T {
  return trace.getTracer('test').startActiveSpan('request', (span) => {
    try {
      return work();
    } finally {
      span.end();
    }
  });
}

const named = (name: string) => spans.getFinishedSpans().filter((each) => each.name === name);
const only = async (name: string, count = 1): Promise<ReadableSpan[]> => {
  await eventually(name, () => named(name).length === count);
  return named(name);
};
/** That the event which was published in a request was processed in a trace of its own, with a link. */
async function expectLinked(attempts = 1): Promise<ReadableSpan[]> {
  const processed = await only('process converge', attempts);
  const [asked] = await only('request');
  const [published] = await only('publish converge');
  const { traceId, spanId } = published!.spanContext();
  expect(published!.parentSpanContext?.spanId).toBe(asked!.spanContext().spanId);
  for (const each of processed) {
    expect([each.kind, each.parentSpanContext]).toEqual([SpanKind.CONSUMER, undefined]);
    expect(each.links).toMatchObject([{ context: { traceId, spanId, traceFlags: 1 } }]);
    expect(each.spanContext().traceId).not.toBe(traceId);
  }
  return processed;
}

describe('spans', () => {
  beforeEach(startTraces);

  @Controller()
  class Orders {
    @Get('order')
    @TrackConverge('Placed Order')
    order() {
      return orderParts();
    }
  }

  it.each(PLATFORMS)('of a handler on %s, and of its attempts: no others', async (platform) => {
    const { token, endpoint } = sandbox;
    sandbox.simulateFault({ status: 503 }, 1);
    const delivery = { retry: { baseDelayMs: 5 } };
    const app = await startApp({
      platform,
      imports: [ConvergeModule.forRoot({ token, endpoint, telemetry: openTelemetry(), delivery })],
      controllers: [Orders],
      prepare: (nest) => nest.use((_: unknown, __: unknown, next: () => void) => request(next)),
    });
    expect(JSON.parse((await app.request('GET', '/order')).body)).toEqual(orderParts());
    const [failed, delivered] = await expectLinked(2);
    await app.close();
    const operation = (name: string, type: string) => ({
      'messaging.system': 'nestjs_converge',
      'messaging.destination.name': 'converge',
      'messaging.operation.name': name,
      'messaging.operation.type': type,
    });
    const name = { 'nestjs_converge.event.name': 'Placed Order' };
    expect(named('publish converge')).toMatchObject([
      { kind: SpanKind.PRODUCER, attributes: { ...operation('publish', 'send'), ...name } },
    ]);
    expect(failed!.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(failed!.attributes).toEqual({
      ...operation('process', 'process'),
      'messaging.message.id': expect.stringMatching(/^\d+$/),
      'nestjs_converge.delivery.attempt': 1,
      'error.type': '503',
    });
    expect(delivered!.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(delivered!.attributes['nestjs_converge.delivery.attempt']).toBe(2);
    expect(spans.getFinishedSpans()).toHaveLength(4);
    for (const { headers } of sandbox.requests()) expect(headers).not.toHaveProperty('traceparent');
  });

  it('of requests to Converge only where they are asked for, with their traceparent', async () => {
    await start({ telemetry: openTelemetry({ traceRequests: true }) });
    await request(() => converge!.track(orderEvent()));
    const [processed] = await expectLinked();
    const { traceId, spanId } = processed!.spanContext();
    const sent = spans.getFinishedSpans().find(({ kind }) => kind === SpanKind.CLIENT);
    expect(sent!.parentSpanContext).toMatchObject({ traceId, spanId });
    expect(sandbox.requests()[0]!.headers['traceparent']).toContain(traceId);
  });

  const outboxes: Record<string, () => ConvergeOptions['outbox']> = {
    file: () => join(folder.path, 'outbox'),
    ...testOutboxes(),
  };

  it.each(Object.keys(outboxes))('find each other in another process, by the %s', async (kind) => {
    const outbox = outboxes[kind]!();
    await start({ outbox, delivery: false });
    await request(() => converge!.track(orderEvent()));
    await converge!.close();
    await start({ outbox });
    await expectLinked();
  });

  it('say what was refused, without a value of the event', async () => {
    await start({ outbox: { path: 'memory', maxEventBytes: 10 } });
    await expect(converge!.track(orderEvent())).rejects.toThrow('maxEventBytes');
    const [published] = await only('publish converge');
    expect(published!.attributes['error.type']).toBe('maxEventBytes');
    expect(published!.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(JSON.stringify([published!.attributes, published!.events])).not.toContain('jane');
  });
});

describeWithPostgres('spans of a transaction', () => {
  const database = usePostgres();

  it('find each other after the commit', async () => {
    startTraces();
    const { url: connection } = database;
    await start({ transactions: postgres({ connection }) });
    const client = new Client(connection);
    await client.connect();
    await client.query('BEGIN');
    await request(() => converge!.enqueue(client, orderEvent()));
    expect(named('process converge')).toEqual([]);
    await client.query('COMMIT');
    await client.end();
    await expectLinked();
  });
});

describe('metrics', () => {
  it('count, measure and show what is wrong, by the ids of the log lines', async () => {
    startMetrics();
    await start({
      outbox: join(folder.path, 'outbox'),
      events: { Tried: { '~standard': {} } as never },
    });
    sandbox.simulateFault({ status: 401 });
    await converge!.track(orderEvent());
    const gone = async () =>
      (await reader.values())['nestjs_converge.trouble {trouble}']?.['unauthorised'];
    await eventually('it is paused', async () => (await gone()) === 1);
    const paused = await reader.values();
    const { pending, leased, waiting, ...others }: any =
      paused['nestjs_converge.outbox.events {event}'];
    expect(pending + leased + waiting).toBe(1);
    expect(others).toEqual({ dead: 0, held: 0, inMemory: 0 });
    expect(paused['nestjs_converge.outbox.oldest_event.age s']![''] as number).toBeGreaterThan(0);
    expect((await converge!.health()).reasons[0]).toContain('Converge answered 401');
    sandbox.simulateFault(undefined);
    await sandbox.waitForEvents(1);
    await eventually('it goes on', async () => (await gone()) === 0);
    const invalid = converge!.track(orderEvent({ event_id: '', aliases: [] }));
    await expect(invalid).rejects.toThrow();
    const values = await reader.values();
    const { counters } = await converge!.stats();
    expect(values['nestjs_converge.reports {report}']).toEqual(counters);
    expect(values).toMatchObject({
      'messaging.client.operation.duration s': { '': 1 },
      'messaging.process.duration s': { '401': expect.any(Number), '': 1 },
      'nestjs_converge.delivery.delay s': { '': 1 },
      'nestjs_converge.tracked {event}': { 'Placed Order': 1 },
      'nestjs_converge.outbox.oldest_event.age s': { '': 0 },
      'nestjs_converge.delivery.pause s': { '': 0 },
    });
  });

  it('are those of docs/telemetry.md', async () => {
    startMetrics();
    await start();
    await converge!.track(orderEvent());
    await converge!.flush();
    const names = Object.keys(await reader.values()).map((name) => name.split(' ')[0]!);
    const page = readPage('telemetry.md');
    const described = [...page.matchAll(/^- `([\w.]+)`: /gm)].map(([, name]) => name!);
    expect(described.sort()).toEqual(names.sort());
  });

  it('have the names of known events only', async () => {
    startMetrics();
    const schema = { '~standard': { validate: (value: unknown) => ({ value }) } };
    await start({ events: { 'Booked Fitting': schema as never }, validation: 'off' });
    for (const event_name of ['Placed Order', 'Booked Fitting', 'Misspelt', 'Constructor']) {
      await converge!.track(orderEvent({ event_name, event_id: event_name }) as never);
    }
    expect((await reader.values())['nestjs_converge.tracked {event}']).toEqual({
      ...{ 'Placed Order': 1, 'Booked Fitting': 1, other: 2 },
    });
  });

  it('go to an SDK that starts late, and on without an answer of the outbox', async () => {
    await start();
    await converge!.track(orderEvent());
    startMetrics();
    await converge!.track(orderEvent({ event_id: '2' }));
    const { 'nestjs_converge.tracked {event}': tracked } = await reader.values();
    expect(tracked).toEqual({ 'Placed Order': 1 });
    await converge!.close();
    const left = await reader.values();
    expect(left).not.toHaveProperty('nestjs_converge.outbox.events {event}');
    expect(left['nestjs_converge.reports {report}']).toMatchObject({ delivered: 2 });
  });
});

describe('an event', () => {
  const fail = () => {
    throw new Error('of an SDK');
  };
  const broken = new Proxy(
    {},
    { get: (_, key) => (key === 'disable' ? () => undefined : fail) },
  ) as never;

  it.each<[string, () => void]>([
    ['without an SDK', () => undefined],
    ['with traces alone, as Sentry starts them', startTraces],
    ['with metrics alone', startMetrics],
    [
      'with an SDK that throws',
      () => {
        undici.disable();
        context.setGlobalContextManager(broken);
        trace.setGlobalTracerProvider(broken);
        metrics.setGlobalMeterProvider(broken);
      },
    ],
    [
      'with spans and instruments that throw',
      () => {
        undici.disable();
        trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: () => broken }) as never });
        const meter = new Proxy({}, { get: () => () => broken });
        metrics.setGlobalMeterProvider({ getMeter: () => meter as never });
      },
    ],
  ])('arrives once %s', async (_what, startSdk) => {
    startSdk();
    await start();
    await converge!.track(orderEvent());
    expect(await converge!.flush()).toBe(0);
    expect(sandbox.requests()).toHaveLength(1);
    expect((await converge!.health()).status).toBe('up');
  });
});
