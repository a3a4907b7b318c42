import { OutboxClosedError, OutboxFullError } from '../errors.js';
import type { LedgerEntry } from '../ledger.js';
import {
  HEAP_SHARE,
  sizeOf,
  type Consumer,
  type NewRecord,
  type Outbox,
  type OutboxAdmin,
  type OutboxSettings,
  type Sender,
} from '../outbox.js';
import { clearInterval, setInterval } from '../../timers.js';
import { encodeRecord } from '../record.js';
import { LeaseConsumer } from './consumer.js';
import { StoreClient, type StartThread } from './store-client.js';

/** How often a process gives a heartbeat and tidies up the file, in milliseconds. */
const TICK_MS = 2_000;
/** How many puts may wait in memory for the disk or another process's lock, unless their bytes are too many. */
const MAX_UNCOMMITTED = 10_000;

/**
 * Keeps records in SQLite. In a file, a committed one survives a killed process, and one that the operating
 * system has written to the disk survives a power cut; several processes can share the file. A thread of its
 * own uses the file; this one only collects what a turn of the event loop requests. With the path `memory`,
 * this thread keeps them in memory: those that are left when the process ends are lost.
 */
export class SqliteOutbox implements Outbox {
  readonly admin: OutboxAdmin = {
    counts: () => this.administer('counts'),
    deadLetters: (filter) => this.administer('deadLetters', filter),
    replay: (filter) => this.administer<number>('replay', filter).finally(this.look),
    discard: (filter) => this.administer('discard', filter),
    erase: (alias) => {
      const erase = () => this.administer<number>('erase', alias);
      return this.client.consumer?.holdDuring(erase) ?? erase();
    },
    adopt: () => this.administer<number>('adopt').finally(this.look),
    audit: (query) => this.administer('audit', query),
  };
  private readonly ticks: NodeJS.Timeout;
  private uncommitted = 0;
  private uncommittedBytes = 0;
  private closing?: Promise<number>;

  /** Waits for another process's lock, for half a minute at most. @throws OutboxUnavailableError */
  static async open(settings: OutboxSettings, startThread?: StartThread): Promise<SqliteOutbox> {
    // What is passed to the thread must have no functions.
    const { onNotice, ...plain } = settings;
    const client = new StoreClient(plain, onNotice, startThread);
    await client.open();
    return new SqliteOutbox(client, settings);
  }

  private constructor(
    private readonly client: StoreClient,
    private readonly settings: OutboxSettings,
  ) {
    this.ticks = setInterval(() => {
      // Takes back what processes have leased that have ended.
      client.notify([0, 'tick']);
      this.look();
    }, TICK_MS).unref();
    if (!client.isInMemory) finishedAtExit.add(client);
  }

  async put(record: NewRecord): Promise<void> {
    if (this.closing !== undefined) throw new OutboxClosedError();
    const size = sizeOf(record);
    if (size > this.settings.maxEventBytes) throw new OutboxFullError('maxEventBytes');
    const isTooMuch = this.uncommittedBytes + size > HEAP_SHARE;
    if (this.uncommitted >= MAX_UNCOMMITTED || isTooMuch) throw new OutboxFullError('locked');
    this.uncommitted++;
    this.uncommittedBytes += size;
    try {
      await this.write('put', encodeRecord(record), record.dead);
    } finally {
      this.uncommitted--;
      this.uncommittedBytes -= size;
    }
  }

  consume(sender: Sender): Consumer {
    return new LeaseConsumer(this.client, sender, this.settings.onNotice);
  }

  async note(entries: readonly LedgerEntry[]): Promise<void> {
    if (this.closing !== undefined) throw new OutboxClosedError();
    await this.write('note', entries);
  }

  async wakeAll(): Promise<void> {
    await this.write('wakeAll');
  }

  close(timeoutMs?: number): Promise<number> {
    return (this.closing ??= this.closeOnce(timeoutMs));
  }

  private async closeOnce(timeoutMs?: number): Promise<number> {
    clearInterval(this.ticks);
    const { inMemory } = this.client.isInMemory ? await this.admin.counts() : { inMemory: 0 };
    if (await this.client.close(timeoutMs)) finishedAtExit.delete(this.client);
    return inMemory;
  }

  private readonly look = () => this.client.consumer?.look();

  private administer<T>(verb: keyof OutboxAdmin, value?: unknown): Promise<T> {
    // What JavaScript cannot pass to a thread must not take other requests with it.
    this.client.send();
    const response = this.client.request<T>('admin', verb, value);
    this.client.send();
    return response;
  }

  private write(kind: 'put' | 'note' | 'wakeAll', ...values: unknown[]): Promise<void> {
    const written = this.client.request<void>(kind, ...values);
    this.client.sendSoon();
    return written;
  }
}

/** Those that write the last events at `process.exit()`, synchronously. */
const finishedAtExit = new Set<StoreClient>();

process.on('exit', () => {
  for (const client of finishedAtExit) {
    try {
      client.finish();
    } catch {
      // An error here would change the exit code of the application.
    }
  }
});
