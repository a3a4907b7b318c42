import { setImmediate as tick } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from '@jest/globals';
import type { Shop } from './shop.js';
import { eventually, type TestApp } from './test-app.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** Watches what connections leave behind. */
export class LeakWatch {
  /** What handlers were given and made: all of it must be free again. */
  private made: WeakRef<object>[] = [];
  private before = { resources: resources(), listeners: listeners() };

  add(...objects: object[]): void {
    this.made.push(...objects.map((one) => new WeakRef(one)));
  }

  /** Forgets what was before: the first connections make what is kept for good. */
  begin(): void {
    this.made = [];
    this.before = { resources: resources(), listeners: listeners() };
  }

  /** @param atLeast how many objects there must have been */
  async expectNothingLeft(atLeast: number): Promise<void> {
    await eventually('all that handlers made is free', async () => {
      await tick();
      gc();
      return this.made.every((one) => one.deref() === undefined);
    });
    expect(this.made.length).toBeGreaterThanOrEqual(atLeast);
    expect(listeners()).toBe(this.before.listeners);
    await eventually('no timer and no socket is left', () => {
      const now = resources();
      return Object.entries(this.before.resources).every(([kind, count]) => now[kind]! <= count);
    });
  }
}

/** What Node itself keeps open, by kind. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  const { Timeout = 0, TCPSocketWrap = 0, TCPServerWrap = 0 } = counts;
  return { Timeout, TCPSocketWrap, TCPServerWrap };
}

function listeners(): number {
  return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
}

/** Waits until all is sent, and forgets it. */
export async function forgetSent({ converge, sandbox }: Shop): Promise<void> {
  expect(await converge.flush({ timeoutMs: 20_000 })).toBe(0);
  sandbox.clear();
}

/** How many connections an application has. */
export function openConnections({ app }: TestApp): Promise<number> {
  return new Promise((resolve, reject) =>
    app
      .getHttpServer()
      .getConnections((error: Error | null, count: number) =>
        error === null ? resolve(count) : reject(error),
      ),
  );
}
