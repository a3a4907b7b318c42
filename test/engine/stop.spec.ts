import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createEngine, type Engine } from '../../lib/engine.js';
import { resolveOptions } from '../../lib/options/resolve-options.js';
import { OutboxClosedError } from '../../lib/outbox/errors.js';
import { loadSqlite } from '../../lib/outbox/sqlite/driver.js';
import { orderEvent } from '../utils/events.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { useSandbox } from '../utils/use-sandbox.js';

const sandbox = useSandbox();
let engine: Engine;
let lines: string[];
let dropped: unknown[];

afterEach(() => engine.stop());
const folder = useTemporaryFolder();

async function create(shutdownTimeoutMs: number, more = {}): Promise<Engine> {
  const { endpoint, token } = sandbox;
  lines = [];
  const write = (_level: string, line: string) => void lines.push(line);
  dropped = [];
  const options = resolveOptions({
    endpoint,
    token,
    outbox: join(folder.path, 'outbox'),
    shutdownTimeoutMs,
    hooks: { onDropped: ({ event, reason }) => dropped.push([event!.event_id, reason]) },
    ...more,
  });
  const log = { write, isDebugEnabled: () => false };
  return (engine = await createEngine(options, { log }));
}

describe('the stop of the engine', () => {
  it('counts as dropped what a locked file has not taken, and blames no mapper', async () => {
    const { tracker, reporter } = await create(100);
    engine.start();
    const other = loadSqlite()(join(folder.path, 'outbox'));
    other.exec('PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE');
    try {
      const ids = ['a', 'b', 'c'];
      const tracked = ids.map((event_id) => tracker.trackEvent(orderEvent({ event_id }), 'o', {}));
      const outcomes = Promise.allSettled(tracked);
      await engine.stop();
      for (const outcome of await outcomes) {
        expect(outcome).toMatchObject({ reason: expect.any(OutboxClosedError) });
      }
      expect(dropped).toEqual(ids.map((id) => [id, 'closed']));
      const { dropped: count, unmappedAtShutdown, unexpected } = reporter.counters();
      expect([count, unmappedAtShutdown, unexpected]).toEqual([3, 0, 0]);
    } finally {
      other.close();
    }
  });

  it('waits for an event that the application tracks itself', async () => {
    const consent = () => pause(300, 'send' as const);
    const { tracker } = await create(5_000, { consent });
    engine.start();
    const tracked = tracker.trackEvent(orderEvent(), 'o', {});
    await engine.stop();
    await tracked;
    expect(sandbox.events()).toHaveLength(1);
  });

  it('happens once, however often it is asked for', async () => {
    await create(100);
    engine.start();
    sandbox.simulateFault('hang');
    await engine.tracker.trackEvent(orderEvent(), 'o', {});
    await Promise.all([engine.stop(), engine.stop()]);
    await engine.stop();
    expect(lines).toEqual([expect.stringContaining('1 event was not delivered')]);
  });

  it('is final, also if the start comes after it', async () => {
    await create(100);
    await engine.stop();
    engine.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await engine.stop();
    expect(lines).toEqual([]);
  });
});
