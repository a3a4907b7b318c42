import type { NewRecord } from '../record.js';
import {
  addPut,
  decodeError,
  keyOfSettled,
  type Batch,
  type Failures,
  type Settled,
} from './protocol.js';
import type { StoreClient } from './store-client.js';

/** How long what is not urgent may wait for others, in milliseconds. */
const LAZY_MS = 10;

interface OpenBatch {
  readonly batch: Batch & { holder: number; puts: unknown[]; settled: Settled[] };
  readonly written: Promise<Failures | undefined>;
}

/**
 * Collects what a turn of the event loop writes, and more turns while the thread writes the batch before.
 * A store in memory writes each at once.
 */
export class BatchWriter {
  private open?: OpenBatch | undefined;
  /** Whether the thread has a batch without a response: until then, the next one collects. */
  private isWriting = false;
  /** Whether something waits for that response. */
  private isHeld = false;
  private isScheduled = false;
  private lazyTimer?: NodeJS.Timeout | undefined;

  /** @param holder the number in the file under which the settled records are leased */
  constructor(
    private readonly client: StoreClient,
    private readonly holder: () => number,
  ) {}

  async put(record: NewRecord): Promise<void> {
    const { batch, written } = this.current();
    const index = addPut(batch.puts, record);
    this.sendSoon();
    throwIfFailed(await written, index);
  }

  /** @param isLazy whether they may wait for others a moment */
  async settle(settled: readonly Settled[], isLazy: boolean): Promise<void> {
    const { batch, written } = this.current();
    const first = batch.settled.length;
    batch.settled.push(...settled);
    if (isLazy) this.sendLazily();
    else this.sendSoon();
    const failures = await written;
    for (const index of settled.keys()) throwIfFailed(failures, keyOfSettled(first + index));
  }

  /** Sends all that this turn of the event loop requests. */
  sendSoon(): void {
    if (this.client.isInMemory) {
      this.send();
      return;
    }
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(this.flush);
  }

  /** Sends it a moment later, if nothing else is sent before. */
  sendLazily(): void {
    if (this.client.isInMemory) this.send();
    else this.lazyTimer ??= setTimeout(this.flush, LAZY_MS);
  }

  /** Sends at once what was collected. */
  send(): void {
    clearTimeout(this.lazyTimer);
    this.lazyTimer = undefined;
    if (this.open !== undefined) this.end(this.open);
    this.client.send();
  }

  private current(): OpenBatch {
    if (this.open === undefined) {
      const batch = { puts: [], holder: 0, settled: [] };
      this.open = { batch, written: this.client.request('write', batch) };
    }
    return this.open;
  }

  private readonly flush = (): void => {
    this.isScheduled = false;
    this.isHeld = this.isWriting;
    if (!this.isWriting) this.send();
  };

  private end({ batch, written }: OpenBatch): void {
    this.open = undefined;
    batch.holder = this.holder();
    this.isWriting = true;
    const answered = () => {
      this.isWriting = false;
      if (this.isHeld) this.sendSoon();
    };
    written.then(answered, answered);
  }
}

function throwIfFailed(failures: Failures | undefined, key: number): void {
  const error = failures?.get(key);
  if (error !== undefined) throw decodeError(error);
}
