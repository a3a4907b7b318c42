import type { Job } from './group-commit.js';
import { OutboxFullError, type FullReason } from './outbox-full.error.js';
import type { Acknowledgement, NewRecord } from './outbox.js';
import type { SqliteStore } from './sqlite-store.js';
import { ACKNOWLEDGEMENTS, VALUES_OF_PUT, type Failures, type Write } from './store-protocol.js';

/** What came of a write request. */
export interface Written {
  readonly failures: Failures;
  /** How many dead letters had to make room. */
  readonly evicted: number;
}

const NOTHING = { puts: [], acknowledgements: [], wanted: 0 };

/** Writes what one turn of the application's event loop put and acknowledged. */
export class WriteJob implements Job {
  private readonly failures = new Map<number, FullReason>();

  /**
   * @param hasRoom whether the disk has room for new events
   * @param end is called once, when all is committed or has failed
   */
  constructor(
    private readonly write: Write,
    private readonly hasRoom: () => boolean,
    private readonly end: (written: Written) => void,
  ) {}

  run(store: SqliteStore): number {
    const { puts, owner, acknowledgements } = this.write;
    this.failures.clear();
    let evicted = 0;
    for (let at = 0; at < puts.length; at += VALUES_OF_PUT) evicted += this.put(store, at);
    for (const one of acknowledgements) store.acknowledge(one, owner, Date.now());
    return evicted;
  }

  done(evicted: number): void {
    this.end({ failures: this.failures, evicted });
  }

  failed({ reason }: OutboxFullError): void {
    const count = this.write.puts.length / VALUES_OF_PUT;
    for (let index = 0; index < count; index++) this.failures.set(index, reason);
    if (this.write.acknowledgements.length > 0) this.failures.set(ACKNOWLEDGEMENTS, reason);
    this.end({ failures: this.failures, evicted: 0 });
  }

  parts(): WriteJob[] {
    const { puts, owner, acknowledgements } = this.write;
    const count = puts.length / VALUES_OF_PUT;
    if (count + acknowledgements.length < 2) return [];
    this.failures.clear();
    let evicted = 0;
    let left = count + acknowledgements.length;
    const part = (write: Write, index: number) =>
      new WriteJob(write, this.hasRoom, (written) => {
        evicted += written.evicted;
        for (const reason of written.failures.values()) this.failures.set(index, reason);
        if (--left === 0) this.end({ failures: this.failures, evicted });
      });
    return [
      ...Array.from({ length: count }, (_, index) => {
        const at = index * VALUES_OF_PUT;
        const one = puts.slice(at, at + VALUES_OF_PUT);
        return part({ ...NOTHING, puts: one, owner }, index);
      }),
      ...acknowledgements.map((one: Acknowledgement) =>
        part({ ...NOTHING, owner, acknowledgements: [one] }, ACKNOWLEDGEMENTS),
      ),
    ];
  }

  private put(store: SqliteStore, at: number): number {
    const index = at / VALUES_OF_PUT;
    if (!this.hasRoom()) {
      this.failures.set(index, 'disk');
      return 0;
    }
    const [eventName, origin, body, recordedAt, dead] = this.write.puts.slice(
      at,
      at + VALUES_OF_PUT,
    );
    try {
      return store.insert({ eventName, origin, body, recordedAt, dead } as NewRecord, Date.now());
    } catch (error) {
      if (!(error instanceof OutboxFullError)) throw error;
      this.failures.set(index, error.reason);
      return 0;
    }
  }
}
