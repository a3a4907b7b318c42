import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import type { ConvergeModuleOptions } from '../../../lib/index.js';
import type { SandboxOptions } from '../../../sandbox/server/index.js';
import { usePrograms } from '../../utils/programs.js';
import { useSandbox } from '../../utils/use-sandbox.js';
import type { BullmqOptions } from '../../../lib/bullmq/index.js';
import { Child } from './child.js';

/** What a shop is started with; an outbox on a server is given as JSON. */
type ShopOptions = Omit<ConvergeModuleOptions, 'outbox'> & { readonly outbox: string | object };

/** For the top of a spec: a sandbox for each test, and processes that send to it and end with it. */
export function useShop(options?: SandboxOptions) {
  const sandbox = useSandbox(options);
  const programs = usePrograms();
  afterEach(() => Child.killAll());
  /** Starts a process that loads the shop's code, and waits to be started. */
  const load = (program = 'shop') => new Child(programs, program);
  return {
    sandbox,
    programs,
    load,
    /** The path of a new outbox, in a folder of its own. */
    newOutbox: () => join(programs.newFolder(), 'outbox'),
    /** Starts a shop. @param hooks what it hears of @returns its process, and its URL */
    start: async (given: ShopOptions, { shop = load(), hooks = [] as string[] } = {}) => {
      const { token, endpoint } = sandbox;
      return { shop, url: await shop.ask<string>('start', { token, endpoint, ...given }, hooks) };
    },
  };
}

/** How long a response waits for a server: long enough for the spill, whenever it is needed. */
const COMMIT_MS = 5_000;

/** For the top of a spec: the same for shops that share outboxes, and which are ended at random. */
export function useShops() {
  const { sandbox, programs, load, start } = useShop({ maxEvents: 1_000_000 });
  // So that events are on their way, and others wait, at any moment.
  beforeEach(() => sandbox.simulateFault({ delayMs: 10 }));
  const at = (name: string) => join(programs.folder, name);
  return {
    sandbox,
    load,
    /** What was quarantined as damaged: neither a kill nor a restart damages anything. */
    putAside: () => readdirSync(programs.folder).filter((name) => name.includes('.damaged-')),
    /** Starts a shop on an outbox. */
    start: (name: string, shop = load()) =>
      // A response that is sent before its event is committed promises nothing: on a busy machine there would
      // be some.
      start({ outbox: { path: at(name), commitTimeoutMs: 600_000 } }, { shop }),
    /** The same for one whose outbox is on a server. @param name of its spill */
    startOn: (shop: Child, bullmq: BullmqOptions, name: string) => {
      const outbox = { path: at(name), commitTimeoutMs: COMMIT_MS, bullmq };
      return start({ delivery: false, outbox }, { shop });
    },
    /** Starts what only sends the events of such an outbox. */
    startWorker: (shop: Child, bullmq: BullmqOptions) => {
      const { token, endpoint } = sandbox;
      return shop.ask('startContext', { token, endpoint, outbox: { path: 'memory', bullmq } });
    },
  };
}
