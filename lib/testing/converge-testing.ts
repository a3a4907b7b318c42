import { Module, type DynamicModule } from '@nestjs/common';
import { Engine } from '../engine.js';
import type { ConvergeEvent, EventName } from '../event/converge-event.interface.js';
import { TEST_KIT } from '../nest/constants.js';
import {
  ConvergeModule,
  type ConvergeModuleExtras,
  type TestKit,
} from '../nest/converge.module.js';
import { nestLog } from '../nest/nest-log.js';
import type { ConvergeModuleOptions } from '../options/converge-options.interface.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import type { NewRecord, Outbox } from '../outbox/outbox.js';
import { Reporter } from '../reporting/reporter.js';
import type { Transactions } from '../tracking/transactions.js';

/** How long {@link ConvergeTesting.settled} waits for mappers, in milliseconds. */
const SETTLE_MS = 10_000;

/** An event that would have become a dead letter. */
export interface InvalidEvent {
  readonly event: Partial<ConvergeEvent>;
  /** All violations, in words. */
  readonly reason: string;
}

/** What the application has tracked, for the assertions of a test. */
export class ConvergeTesting implements TestKit {
  readonly #records: NewRecord[] = [];
  readonly #engines: Engine[] = [];

  /** The valid events in the order in which they were recorded, as Converge would get them. */
  recorded<Name extends EventName = EventName>(eventName?: Name): ConvergeEvent<Name>[] {
    return this.#records
      .filter(({ dead }) => dead === undefined)
      .map(({ body }) => JSON.parse(body) as ConvergeEvent<Name>)
      .filter(({ event_name }) => eventName === undefined || event_name === eventName);
  }

  /** The last valid event with this name. */
  lastEvent<Name extends EventName>(eventName: Name): ConvergeEvent<Name> | undefined {
    return this.recorded(eventName).at(-1);
  }

  /** The events that Converge would refuse or, with `validation: 'strict'`, that break its spec. */
  invalid(): InvalidEvent[] {
    return this.#records.flatMap(({ dead, body }) =>
      dead === undefined ? [] : [{ event: JSON.parse(body), reason: dead.reason }],
    );
  }

  /**
   * Waits until no event is being mapped: not needed after a response, which waits for its events.
   *
   * @throws Error if a mapper takes more than ten seconds
   */
  async settled(): Promise<void> {
    const left = await Promise.all(this.#engines.map(({ tracker }) => tracker.idle(SETTLE_MS)));
    if (left.some((count) => count > 0)) {
      throw new Error(`Some events are still being mapped after ${SETTLE_MS} ms.`);
    }
  }

  /** Removes all events, before the next test. */
  clear(): void {
    this.#records.length = 0;
  }

  /** An engine that keeps its events here, and sends none. */
  createEngine(options: ResolvedOptions): Engine {
    const outbox = outboxOf(this.#records);
    // A test needs no database: whatever it passes as a transaction is one.
    const transactions: Transactions = { join: () => outbox, openRelay: async () => undefined };
    const own = { ...options, delivery: { ...options.delivery, isOn: false }, transactions };
    const webhook = { send: () => Promise.reject(new Error('A test sends nothing.')) };
    const engine = new Engine(own, new Reporter(options.hooks, nestLog()), outbox, webhook);
    this.#engines.push(engine);
    return engine;
  }
}

/**
 * Keeps events for assertions, instead of sending them: they are mapped and checked as always, and no
 * file is written. Let it override the application's {@link ConvergeModule}, whose options then hold, or
 * import `forRoot()` beside the controllers under test.
 *
 * @example
 * ```ts
 * const app = await Test.createTestingModule({ imports: [AppModule] })
 *   .overrideModule(ConvergeModule)
 *   .useModule(ConvergeTestingModule)
 *   .compile();
 * const converge = app.get(ConvergeTesting);
 * ```
 */
@Module({
  providers: [ConvergeTesting, { provide: TEST_KIT, useExisting: ConvergeTesting }],
  exports: [ConvergeTesting, TEST_KIT],
})
export class ConvergeTestingModule {
  /**
   * The module itself, for a test that has none.
   *
   * @param options those of {@link ConvergeModule}; no token is needed
   * @throws ConvergeOptionsError at start-up, for invalid settings
   */
  static forRoot(options?: ConvergeModuleOptions & ConvergeModuleExtras): DynamicModule {
    const { imports = [], exports = [], ...definition } = ConvergeModule.forRoot(options);
    return {
      ...definition,
      imports: imports.map((one) => (one === ConvergeModule ? ConvergeTestingModule : one)),
      exports: [...exports, ConvergeTestingModule],
    };
  }
}

/** Keeps what is put, and has nothing that could be sent or listed. */
function outboxOf(records: NewRecord[]): Outbox {
  const zero = async () => 0;
  return {
    put: async (record) => void records.push(record),
    consume: () => ({ flush: async () => undefined, stop: async () => undefined }),
    note: async () => undefined,
    admin: {
      counts: async () => ({ pending: 0, leased: 0, waiting: 0, dead: 0, held: 0, inMemory: 0 }),
      deadLetters: async () => [],
      replay: zero,
      discard: zero,
      erase: zero,
      adopt: zero,
      audit: async ({ ids }) => ids.map((id) => ({ id, state: 'missing' })),
    },
    close: zero,
  };
}
