import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { createSandbox, type Sandbox } from '../../../sandbox/server/index.js';
import { usePrograms } from '../../utils/programs.js';
import type { BullmqOptions } from '../../../lib/bullmq/index.js';
import { Child } from './child.js';

export interface Shops {
  /** What they send to: that of the test that runs. */
  readonly sandbox: Sandbox;
  /** Starts a process that loads the shop's code, and waits to be started. */
  load(): Child;
  /** Starts a shop on an outbox. @returns its URL */
  start(shop: Child, outbox: string): Promise<string>;
  /** The same for one whose outbox is on a server. @param path of its spill @returns its URL */
  startOn(shop: Child, server: BullmqOptions, path: string): Promise<string>;
  /** Starts what only sends the events of such an outbox. */
  startWorker(shop: Child, server: BullmqOptions): Promise<void>;
  /** What was quarantined as damaged: neither a kill nor a restart damages anything. */
  putAside(): string[];
}

/** How long a response waits for a server: long enough for the spill, whenever it is needed. */
const COMMIT_MS = 5_000;

/** For the top of a spec: a sandbox for each test, and shops in processes that end with it. */
export function useShops(): Shops {
  const programs = usePrograms();
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await createSandbox({ maxEvents: 1_000_000 });
    // So that events are on their way, and others wait, at any moment.
    sandbox.simulateFault({ delayMs: 10 });
  });
  afterEach(async () => {
    await Child.killAll();
    await sandbox.close();
  });
  const source = () => ({ token: sandbox.token, endpoint: sandbox.endpoint });
  return {
    get sandbox() {
      return sandbox;
    },
    putAside: () => readdirSync(programs.folder).filter((name) => name.includes('.damaged-')),
    load: () => new Child(programs, 'shop'),
    start: (shop, outbox) =>
      // A response that is sent before its event is committed promises nothing: on a busy machine there
      // would be some.
      shop.ask('start', {
        ...source(),
        outbox: { path: join(programs.folder, outbox), commitTimeoutMs: 600_000 },
      }),
    startOn: (shop, bullmq, path) =>
      shop.ask('start', {
        ...source(),
        delivery: false,
        outbox: { path: join(programs.folder, path), commitTimeoutMs: COMMIT_MS, bullmq },
      }),
    startWorker: (shop, bullmq) =>
      shop.ask('startContext', { ...source(), outbox: { path: 'memory', bullmq } }),
  };
}
