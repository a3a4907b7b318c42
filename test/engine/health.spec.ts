import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { ConvergeModule, ConvergeService, type DeliveryPause } from '../../lib/index.js';
import { createEngine } from '../../lib/engine.js';
import { Converge, createConverge, type ConvergeOptions } from '../../lib/express/index.js';
import { resolveOptions } from '../../lib/options/resolve-options.js';
import { orderEvent } from '../utils/events.js';
import { RecordingLogger } from '../utils/recording-logger.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { eventually, startApp } from '../utils/test-app.js';
import { useSandbox } from '../utils/use-sandbox.js';

const UP = { status: 'up', reasons: [] };
const QUEUED = String.raw`delivery paused, \d+ events? queued( \(since \d\d:\d\d\))?, next try (in \d+ s|now)`;

let converge: Converge;
let lines: string[];
const folder = useTemporaryFolder();

beforeEach(() => void (lines = []));
afterEach(() => converge.close());
// After the hook above, so that it closes after Converge.
const sandbox = useSandbox();

async function start(options: ConvergeOptions = {}): Promise<void> {
  const note = (line: string) => void lines.push(line.replace('[Converge] ', ''));
  converge = await createConverge({
    token: sandbox.token,
    endpoint: sandbox.endpoint,
    outbox: 'memory',
    delivery: { retry: { baseDelayMs: 5, maxDelayMs: 20 }, timeoutMs: 500 },
    shutdownTimeoutMs: 50,
    logger: { error: note, warn: note },
    ...options,
  });
}

const track = async (count = 1) => {
  for (let n = 0; n < count; n++) await converge.track(orderEvent({ event_id: `${n}` }));
};
/** @returns the one reason, which has these words */
const expectHealth = async (status: string, words: string) => {
  const health = await converge.health();
  expect(health).toEqual({ status, reasons: [expect.stringContaining(words)] });
  return health.reasons;
};
const becomes = (status: string) =>
  eventually(status, async () => (await converge.health()).status === status);

describe('health', () => {
  it('is up while events arrive, and of one that stores none', async () => {
    await start();
    await track();
    await sandbox.waitForEvents(1);
    expect(await converge.health()).toEqual(UP);
    await converge.close();
    await start({ enabled: false });
    await track();
    expect(await converge.health()).toEqual(UP);
  });

  it.each([
    ['down', 401, 1, `Converge answered 401: ${QUEUED}. Check the option "token"`],
    ['down', 404, 1, `the endpoint answered 404, so it is not Converge's webhook, .*: ${QUEUED}`],
    ['degraded', 503, 60, `Converge is failing \\(.*503.*\\): ${QUEUED}`],
  ])(
    'is %s during a pause after %s, in the words of the log',
    async (status, code, count, words) => {
      const calls: unknown[] = [];
      const onPaused = (pause: DeliveryPause) => {
        calls.push(pause);
        throw new Error('of a hook');
      };
      await start({ hooks: { onPaused, onResumed: async (pause) => calls.push(pause) } });
      sandbox.simulateFault({ status: code });
      await track(count);
      await becomes(status);
      const { reasons } = await converge.health();
      expect(reasons).toEqual([expect.stringMatching(`^${words}`)]);
      await eventually('it is logged', () => lines.some((line) => RegExp(`^${words}`).test(line)));
      sandbox.simulateFault(undefined);
      await sandbox.waitForEvents(count);
      await becomes('up');
      const kept = words.replace(QUEUED, 'delivery paused, all events are kept');
      const reason = expect.stringMatching(`^${kept}`);
      const pause = {
        kind: expect.any(String),
        reason,
        host: new URL(sandbox.endpoint).host,
      };
      expect(calls).toEqual([pause, pause]);
      expect((await converge.stats()).counters.hookFailed).toBe(1);
    },
  );

  it('is up after a pause if nothing waits: another process may have sent it', async () => {
    await start();
    sandbox.simulateFault({ status: 401 });
    await track();
    await becomes('down');
    await converge.erase('urn:email:jane@example.com');
    await becomes('up');
  });

  it('is down while events are refused, until one is taken', async () => {
    const path = join(folder.path, 'outbox');
    await start({ outbox: { path, maxEvents: 1, maxEventBytes: 2_000 } });
    sandbox.simulateFault('hang');
    await track();
    await expect(converge.track(orderEvent({ event_id: 'x'.repeat(3_000) }))).rejects.toThrow();
    expect((await converge.health()).status).toBe('up');
    await expect(track()).rejects.toThrow();
    const words = 'the event was NOT kept: the outbox is full (outbox.maxEvents)';
    const reasons = await expectHealth('down', words);
    expect(lines).toContain(`converge.track, "Placed Order": ${reasons[0]}`);
    await converge.erase('urn:email:jane@example.com');
    await track();
    expect(await converge.health()).toEqual(UP);
  });

  it('is degraded while the file cannot be used, and down with events in memory', async () => {
    const path = join(folder.path, 'outbox');
    mkdirSync(path);
    await start({ outbox: path });
    const words = `THE DURABLE OUTBOX (${path}) CANNOT BE USED`;
    const reasons = await expectHealth('degraded', words);
    expect(lines).toEqual(reasons);
    sandbox.simulateFault('hang');
    await track();
    expect(await converge.health()).toEqual({ status: 'down', reasons });
    rmSync(path, { recursive: true });
    await becomes('up');
  });

  it('is down if the oldest event waits for too long, and degraded by held events', async () => {
    const outbox = join(folder.path, 'outbox');
    await start({ outbox, delivery: false });
    await track();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const queued = expect.stringMatching(/^1 event queued \(since \d\d:\d\d\)$/);
    const old = { status: 'down', reasons: [queued] };
    expect(await converge.health({ oldestAgeMs: 1 })).toEqual(old);
    expect(await converge.health()).toEqual(UP);
    await converge.close();
    await start({ outbox, token: 'another-token' });
    const held = 'the outbox holds 1 event that was recorded for another token or endpoint';
    await eventually('it is logged', () => lines.length > 0);
    expect(lines).toEqual(await expectHealth('degraded', held));
  });

  it('is down without an answer of the outbox, and after the end', async () => {
    await start({ outbox: join(folder.path, 'outbox') });
    await converge.close();
    await expectHealth('down', 'The application has shut down');
    const options = resolveOptions({ token: sandbox.token, outbox: 'memory' });
    const engine = await createEngine(options, { log: new RecordingLogger() as never });
    engine.outbox.admin.counts = () => new Promise(() => undefined);
    const slow = 'the outbox has not answered within 900 ms';
    expect(await new Converge(engine).health()).toEqual({ status: 'down', reasons: [slow] });
  });

  it('is an indicator of @nestjs/terminus as it is', async () => {
    const outbox = join(folder.path, 'outbox');
    await start({ outbox, delivery: false });
    await track();
    @Controller()
    class Health {
      constructor(
        private readonly health: HealthCheckService,
        private readonly service: ConvergeService,
      ) {}

      @Get('health')
      check() {
        return this.health.check([async () => ({ converge: await this.service.health() })]);
      }
    }
    const { endpoint } = sandbox;
    const app = await startApp({
      imports: [
        TerminusModule.forRoot({ logger: false }),
        ConvergeModule.forRoot('wrong-token', { endpoint, outbox }),
      ],
      controllers: [Health],
    });
    const ask = async () => {
      const { status, body } = await app.request('GET', '/health');
      const { status: overall, details } = JSON.parse(body);
      return [status, overall, details.converge.status];
    };
    expect(await ask()).toEqual([200, 'degraded', 'degraded']);
    await app.app.get(ConvergeService).adopt();
    await eventually('it is down', async () => (await ask())[0] === 503);
    expect(await ask()).toEqual([503, 'error', 'down']);
    await app.close();
  });
});
