import type { Queue } from 'bullmq';
import { OutboxClosedError, OutboxFullError, OutboxUnavailableError } from '../outbox/errors.js';
import type { LedgerEntry } from '../outbox/ledger.js';
import {
  sizeOf,
  type BrokerOutbox,
  type BrokerSettings,
  type Consumer,
  type NewRecord,
  type OutboxAdmin,
  type Sender,
} from '../outbox/outbox.js';
import { MAX_TIMER_MS, SteadyClock, uptime } from '../outbox/time.js';
import { BullmqAdmin, dropOldest, Sources } from './admin.js';
import { BullmqConsumer } from './consumer.js';
import { toJob, type NewJob } from './job-record.js';
import { LedgerWriter } from './ledger.js';
import { ReconnectingClient, unavailable } from './reconnecting-client.js';
import type { Server } from './server.js';

/** How often dead letters and ledger entries that are too old are deleted, in milliseconds, and how many letters at once. */
const EXPIRE_MS = 60_000;
const EXPIRE_COUNT = 1_000;
/** How often the number of events is counted again while there is plenty of room, in milliseconds ... */
const COUNT_MS = 5_000;
/** ... and from which share of the limit on before each batch. */
const NEARLY_FULL = 0.9;
/** How many events are added in one call. */
const BATCH = 500;

export interface QueueSettings {
  /** What the names of the queues begin with. */
  readonly queue: string;
  readonly eventsPerSecond: number | undefined;
}

/** A record that waits to be added. */
interface Waiting {
  readonly job: NewJob;
  /** Until when its caller waits, by `uptime`. */
  readonly until: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Keeps records as the jobs of a BullMQ queue. */
export class BullmqOutbox implements BrokerOutbox {
  readonly admin: OutboxAdmin;
  private readonly queue: ReconnectingClient<Queue>;
  private readonly ledger: LedgerWriter;
  /** A process that only records has none, and so no worker. */
  private consumer?: BullmqConsumer;
  private readonly sources: Sources;
  private readonly clock: SteadyClock;
  private readonly expiry: NodeJS.Timeout;
  private isClosed = false;
  private waiting: Waiting[] = [];
  private isWriting = false;
  /** How many events there are, as far as it is known, and when that was counted. */
  private total = 0;
  private countedAt = -Infinity;
  private counting?: Promise<void>;

  constructor(
    private readonly server: Server,
    private readonly own: QueueSettings,
    private readonly settings: BrokerSettings,
  ) {
    const { source, ledgerMs, deadLetterMs } = settings;
    this.sources = new Sources(own.queue, source);
    this.clock = new SteadyClock(deadLetterMs);
    const onChange = (error: unknown) => {
      if (error === undefined) void this.register();
    };
    this.queue = new ReconnectingClient(() => server.queue(this.sources.own), onChange);
    const everyMs = Math.min(EXPIRE_MS, Math.max(50, deadLetterMs));
    this.expiry = setInterval(() => void this.expire(), everyMs).unref();
    const ledger = () => server.ledger(this.queue.now);
    this.ledger = new LedgerWriter(ledgerMs > 0 ? ledger : undefined);
    this.admin = new BullmqAdmin(this.queue, {
      source,
      sources: this.sources,
      writer: this.ledger,
      ledger: (queue) => server.ledger(queue),
      eraseHeld: async (isMeant) => this.consumer?.erase(isMeant) ?? 0,
    });
  }

  async ping(): Promise<void> {
    try {
      await this.queue.now.getMeta();
    } catch (error) {
      throw unavailable(error);
    }
  }

  async put(record: NewRecord): Promise<void> {
    if (this.isClosed) throw new OutboxClosedError();
    if (sizeOf(record) > this.settings.maxEventBytes) throw new OutboxFullError('maxEventBytes');
    const until = uptime() + (this.settings.putMs ?? Infinity);
    const job = toJob(record, this.settings.source);
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ job, until, resolve, reject });
      if (this.waiting.length === 1 && !this.isWriting) setImmediate(() => void this.write());
    });
  }

  consume(sender: Sender): Consumer {
    const { maxDelayMs, onNotice } = this.settings;
    const { eventsPerSecond: max } = this.own;
    this.consumer = new BullmqConsumer(sender, {
      worker: (process, own) => this.server.worker(this.sources.own, process, own),
      limiter: max === undefined ? undefined : { max, duration: 1_000 },
      maxDelayMs,
      ledger: this.ledger,
      countUntil: (time) => this.countUntil(time),
      onDamaged: (letter) => onNotice({ kind: 'damagedEvent', letter }),
      // If nothing can be recorded, either, that is reported instead.
      onSilence: (reason) =>
        void this.ping().then(
          () => onNotice({ kind: 'leaseFailed', reason }),
          () => undefined,
        ),
    });
    return this.consumer;
  }

  note(entries: readonly LedgerEntry[]): Promise<void> {
    return this.ledger.add(entries);
  }

  async close(timeoutMs = MAX_TIMER_MS): Promise<number> {
    const deadline = uptime() + timeoutMs;
    this.isClosed = true;
    clearInterval(this.expiry);
    await this.consumer?.close(timeoutMs);
    await this.queue.close(deadline - uptime());
    return 0;
  }

  /** Adds what was put in a turn of the event loop, and what comes while it is written, in one call. */
  private async write(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) {
      const batch = this.takeBatch();
      try {
        if (batch.length === 0) continue;
        const queue = this.queue.now;
        const room = await this.makeRoom(queue, batch.length);
        if (room > 0) await queue.addBulk(batch.slice(0, room).map(({ job }) => job));
        this.total += room;
        for (const { resolve } of batch.slice(0, room)) resolve();
        for (const { reject } of batch.slice(room)) reject(new OutboxFullError('maxEvents'));
      } catch (error) {
        for (const { reject } of batch) reject(unavailable(error));
      }
    }
    this.isWriting = false;
  }

  /** Leaves out those whose callers have given up: they are kept elsewhere, and would be sent twice. */
  private takeBatch(): readonly Waiting[] {
    const now = uptime();
    const taken = this.waiting.splice(0, BATCH);
    for (const { until, reject } of taken) {
      if (until < now) reject(new OutboxUnavailableError('it does not answer in time'));
    }
    return taken.filter(({ until }) => until >= now);
  }

  /** Deletes dead letters if need be. @returns for how many of these there is room */
  private async makeRoom(queue: Queue, count: number): Promise<number> {
    const { maxEvents, onNotice } = this.settings;
    const isNear = this.total + count > NEARLY_FULL * maxEvents;
    if (isNear || Date.now() - this.countedAt > COUNT_MS) {
      this.counting ??= this.count(queue).finally(() => (this.counting = undefined));
      // Counting a large queue takes PostgreSQL a while.
      if (isNear) await this.counting;
      else this.counting.catch(() => undefined);
    }
    const excess = this.total + count - maxEvents;
    if (excess <= 0) return count;
    const evicted = await dropOldest(queue, this.ledger, excess);
    this.total -= evicted;
    if (evicted > 0) onNotice({ kind: 'deadLettersEvicted', count: evicted });
    return Math.max(0, count - excess + evicted);
  }

  private async count(queue: Queue): Promise<void> {
    this.total = await queue.getJobCountByTypes();
    this.countedAt = Date.now();
  }

  private async countUntil(time: number): Promise<number> {
    const { now: queue } = this.queue;
    const [moving, due] = await Promise.all([
      queue.getJobCountByTypes('wait', 'active'),
      queue.getDelayedCount(Math.ceil(time)),
    ]);
    return moving + due;
  }

  private async register(): Promise<void> {
    // Without it, its events are sent all the same.
    await this.sources.register(this.queue.now).catch(() => undefined);
  }

  private async expire(): Promise<void> {
    if (!this.clock.isSteady()) return;
    try {
      const { deadLetterMs, ledgerMs, onNotice } = this.settings;
      const { now: queue } = this.queue;
      const before = Date.now() - deadLetterMs;
      const count = await dropOldest(queue, this.ledger, EXPIRE_COUNT, before);
      if (count > 0) onNotice({ kind: 'deadLettersExpired', count });
      if (ledgerMs > 0) await this.server.ledger(queue).prune(Date.now() - ledgerMs);
    } catch {
      // The next time repeats it.
    }
  }
}
