/**
 * A shop with the option `telemetry` beside another set-up of OpenTelemetry, which is the argument. Prints the
 * spans of the library, and which headers of traces its requests had.
 */
import 'reflect-metadata';
import { rmSync } from 'node:fs';
import { startShop } from './shop.cjs';

/** Each starts what an application starts first. @returns modules, and what gives the names of all spans */
const SET_UPS = {
  async sentry() {
    const sentry = await import('@sentry/node');
    const names = [];
    sentry.init({
      dsn: 'http://key@127.0.0.1:1/1',
      enableOpenTelemetrySetup: true,
      tracesSampleRate: 1,
      tracePropagationTargets: [],
    });
    sentry.getClient().on('spanEnd', (span) => names.push(sentry.spanToJSON(span).name));
    return { modules: [], spanNames: () => names };
  },

  async 'nestjs-otel'() {
    const { NodeSDK } = await import('@opentelemetry/sdk-node');
    const { HttpInstrumentation } = await import('@opentelemetry/instrumentation-http');
    const { UndiciInstrumentation } = await import('@opentelemetry/instrumentation-undici');
    const names = [];
    const onEnd = ({ name }) => names.push(name);
    const done = async () => {};
    new NodeSDK({
      spanProcessors: [{ onStart() {}, onEnd, forceFlush: done, shutdown: done }],
      instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()],
      metricReaders: [],
    }).start();
    const { OpenTelemetryModule } = await import('nestjs-otel');
    return { modules: [OpenTelemetryModule.forRoot({ metrics: {} })], spanNames: () => names };
  },
};

const { modules: imports, spanNames } = await SET_UPS[process.argv[2]]();
const parts = {
  common: await import('@nestjs/common'),
  core: await import('@nestjs/core'),
  converge: await import('nestjs-converge'),
};
const { openTelemetry } = await import('nestjs-converge/opentelemetry');
const { createSandbox } = await import('nestjs-converge/sandbox');

const sandbox = await createSandbox();
const options = { imports, logger: ['error'], telemetry: openTelemetry() };
const { app } = await startShop(parts, sandbox, options);
await sandbox.waitForEvents(1);
await app.close();
const requests = sandbox.requests();
const headers = requests.flatMap((request) => Object.keys(request.headers));
const traced = headers.filter((name) => /trace|baggage/.test(name));
const own = spanNames().filter((name) => name.endsWith(' converge'));
console.log(`${requests.length} request, headers of traces: ${traced.join() || 'none'}`);
console.log(`spans: ${own.sort().join(', ')}`);
await sandbox.close();
rmSync('.converge', { recursive: true, force: true });
process.exit();
