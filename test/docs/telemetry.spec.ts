import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { metrics } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { createConverge, type Converge } from '../../lib/express/index.js';
import { openTelemetry } from '../../lib/opentelemetry/index.js';
import { createSandbox, type Sandbox } from '../../sandbox/server/index.js';
import { orderEvent } from '../utils/events.js';
import { eventually } from '../utils/test-app.js';
import { codeBlocks, readPage } from './page.js';

/** Is asked by the tests, as Prometheus would ask. */
class AskedReader extends MetricReader {
  protected async onShutdown() {}

  protected async onForceFlush() {}

  async text(): Promise<string> {
    const { resourceMetrics } = await this.collect();
    return new PrometheusSerializer(undefined, false, undefined, true).serialize(resourceMetrics);
  }

  /** The sum of the series of a name that have this in their labels. */
  async value(name: string, label = ''): Promise<number> {
    const lines = (await this.text()).split('\n');
    const series = lines.filter((line) => line.startsWith(`${name}{`) && line.includes(label));
    return series.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }
}

const AGE = 'nestjs_converge_outbox_oldest_event_age';

let sandbox: Sandbox;
let converge: Converge;
let reader: AskedReader;
let logged: string[];

beforeEach(async () => {
  sandbox = await createSandbox();
  reader = new AskedReader();
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  logged = [];
  const log = (line: string) => void logged.push(line.replace('[Converge] ', ''));
  converge = await createConverge({
    token: sandbox.token,
    endpoint: sandbox.endpoint,
    outbox: 'memory',
    telemetry: openTelemetry(),
    delivery: { retry: { baseDelayMs: 5, maxDelayMs: 20 } },
    logger: { error: log, warn: log },
  });
});

afterEach(async () => {
  await converge.close();
  metrics.disable();
  await sandbox.close();
});

describe('the queries of the dashboard and of the alerts', () => {
  const file = new URL('../../docs/grafana-dashboard.json', import.meta.url);
  const { panels, templating } = JSON.parse(readFileSync(file, 'utf8')) as {
    panels: { title: string; targets: { expr: string }[] }[];
    templating: { list: { name: string; definition: string }[] };
  };
  const [rules = ''] = codeBlocks(readPage('telemetry.md'), 'yaml');
  const queries: [string, string][] = [
    ...panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }): [string, string] => [title, expr]),
    ),
    ...templating.list.map(({ name, definition }): [string, string] => [name, definition]),
    ...[...rules.matchAll(/alert: (.*)\n *expr: (.*)/g)].map(
      ([, alert, expr]): [string, string] => [alert!, expr!],
    ),
  ];
  const namesOf = (query: string) =>
    query.replaceAll('(_seconds)?', '').match(/\b(nestjs_converge|messaging|error)_\w+/g) ?? [];

  it('have the names that the exporter for Prometheus writes', async () => {
    sandbox.simulateFault({ status: 503 }, 1);
    await converge.track(orderEvent());
    await converge.flush();
    const text = await reader.text();
    for (const [what, query] of queries) {
      const names = namesOf(query);
      expect(`${what}: ${names.filter((name) => RegExp(`^${name}{`, 'm').test(text))}`).toMatch(
        /_/,
      );
      const unknown = names.filter((name) => !RegExp(`(^${name}{|[{,]${name}=")`, 'm').test(text));
      expect(`${what}: ${unknown}`).toBe(`${what}: `);
      for (const [, label, values] of query.matchAll(/(nestjs_converge_\w+)!?=~?"([\w|]+)"/g))
        for (const value of values!.split('|')) expect(text).toContain(`${label}="${value}"`);
    }
    const exported = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name!);
    const shown = queries.flatMap(([, query]) => namesOf(query)).join(' ');
    expect(exported.filter((name) => !shown.includes(name))).toEqual([]);
  });
});

describe('a trouble', () => {
  const headings = [...readPage('log-lines.md').matchAll(/^### (\w+)\n\n> (.*)/gm)];
  /** The heading of a line in docs/log-lines.md. */
  const kindOf = (line: string) =>
    headings.find(([, , quote]) => {
      const parts = quote!.split('…').map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
      return RegExp(`^${parts.join('.+')}`).test(line);
    })?.[1];
  const trouble = (kind: string) => reader.value('nestjs_converge_trouble', `kind="${kind}"`);

  it.each<[string, string, () => unknown, string]>([
    ['a stopped receiver', 'breakerOpened', () => sandbox.close(), 'Converge is back'],
    [
      'a wrong token',
      'unauthorised',
      () => sandbox.simulateFault({ status: 401 }),
      'Converge takes events again',
    ],
  ])(
    'of %s, and its backlog, is the same in metrics, health and log',
    async (_, kind, begin, end) => {
      await begin();
      await converge.track(orderEvent());
      await eventually(kind, async () => (await trouble(kind)) === 1);
      expect(await reader.value('nestjs_converge_trouble')).toBe(1);
      const { reasons } = await converge.health();
      expect(reasons.map(kindOf)).toEqual([kind]);
      await eventually('it is logged', () => logged.some((line) => kindOf(line) === kind));

      expect(await reader.value(AGE)).toBeGreaterThan(0);
      const old = await converge.health({ oldestAgeMs: 1 });
      const backlog = old.reasons.find((reason) => reason.startsWith('1 event queued'));
      expect([old.status, backlog]).toEqual(['down', expect.any(String)]);
      expect(logged.find((line) => kindOf(line) === kind)).toContain(backlog);

      const { port } = new URL(sandbox.url);
      await sandbox.close();
      sandbox = await createSandbox({ port: Number(port) });
      await sandbox.waitForEvents(1);
      await eventually('it is over', async () => (await trouble(kind)) === 0);
      await eventually('nothing waits', async () => (await reader.value(AGE)) === 0);
      expect(await converge.health()).toEqual({ status: 'up', reasons: [] });
      await eventually('its end is logged', () => logged.some((line) => line.startsWith(end)));
    },
  );
});
