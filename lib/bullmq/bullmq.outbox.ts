import type { Queue, Worker } from 'bullmq';
import type { BrokerOutbox, BrokerSettings } from '../outbox/outbox.js';
import type { LedgerNote } from '../outbox/ledger.js';
import { OutboxClosedError } from '../outbox/errors.js';
import { OutboxFullError } from '../outbox/errors.js';
import {
  sizeOf,
  type Acknowledgement,
  type Lease,
  type NewRecord,
  type OutboxAdmin,
} from '../outbox/outbox.js';
import { SteadyClock } from '../outbox/time.js';
import { MAX_TIMER_MS, uptime } from '../outbox/time.js';
import { BullmqAdmin } from './bullmq-admin.js';
import { Consumer } from './consumer.js';
import { dropOldest } from './dead-letters.js';
import { Member } from './member.js';
import { Producer } from './producer.js';
import { QueueLedger } from './queue-ledger.js';
import type { Server } from './server.js';
import { Sources } from './sources.js';
import { unavailable } from './unavailable.js';

/** How often dead letters and notes are deleted whose time is over, in milliseconds, and how many letters at once. */
const EXPIRE_MS = 60_000;
const EXPIRE_COUNT = 1_000;
/** How many events are asked for at once. */
const BURST = 16;

export interface QueueSettings {
  /** What the names of the queues begin with. */
  readonly queue: string;
  readonly eventsPerSecond: number | undefined;
}

/** Keeps records as the jobs of a BullMQ queue. */
export class BullmqOutbox implements BrokerOutbox {
  readonly admin: OutboxAdmin;
  private readonly queue: Member<Queue>;
  private readonly ledger: QueueLedger;
  private readonly producer: Producer;
  /** Opened by the first lease: a process that only records has none. */
  private consumer?: Consumer;
  private readonly sources: Sources;
  private readonly clock: SteadyClock;
  private readonly expiry: NodeJS.Timeout;
  private isClosed = false;
  private giveBack = (): void => undefined;

  constructor(
    private readonly server: Server,
    private readonly own: QueueSettings,
    private readonly settings: BrokerSettings,
  ) {
    const { source, maxEvents, ledgerMs, onNotice } = settings;
    this.sources = new Sources(own.queue, source);
    this.clock = new SteadyClock(settings.deadLetterMs);
    this.queue = new Member(() => server.queue(this.sources.own));
    void this.register();
    const everyMs = Math.min(EXPIRE_MS, Math.max(50, settings.deadLetterMs));
    this.expiry = setInterval(() => void this.expire(), everyMs).unref();
    this.ledger = new QueueLedger(this.queue, ledgerMs > 0 ? server.ledger(ledgerMs) : undefined);
    this.producer = new Producer(
      this.queue,
      this.ledger,
      source,
      maxEvents,
      settings.putMs ?? Infinity,
      (count) => onNotice({ kind: 'deadLettersEvicted', count }),
    );
    this.admin = new BullmqAdmin(
      this.queue,
      this.ledger,
      this.sources,
      source,
      async (isMeant) => this.consumer?.erase(isMeant) ?? 0,
    );
  }

  async ping(): Promise<void> {
    try {
      await this.queue.now.getBackend().getQueueMeta();
    } catch (error) {
      throw unavailable(error);
    }
  }

  async put(record: NewRecord): Promise<void> {
    if (this.isClosed) throw new OutboxClosedError();
    if (sizeOf(record) > this.settings.maxEventBytes) throw new OutboxFullError('maxEventBytes');
    await this.producer.add(record);
  }

  async lease(limit: number, wait = false, maxBytes = Infinity): Promise<Lease> {
    this.consumer ??= this.consume();
    return this.consumer.lease(limit, wait, maxBytes);
  }

  holdsLeases(): boolean {
    return this.consumer?.holdsLeases() ?? true;
  }

  onRecall(giveBack: () => void): void {
    this.giveBack = giveBack;
  }

  async acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    await this.consumer?.acknowledge(acknowledgements);
  }

  note(notes: readonly LedgerNote[]): Promise<void> {
    return this.ledger.note(notes);
  }

  async close(timeoutMs = MAX_TIMER_MS): Promise<number> {
    const deadline = uptime() + timeoutMs;
    this.isClosed = true;
    clearInterval(this.expiry);
    await this.consumer?.close(timeoutMs);
    await this.queue.close(deadline - uptime());
    return 0;
  }

  private consume(): Consumer {
    const { eventsPerSecond } = this.own;
    const { maxDelayMs, onNotice } = this.settings;
    const limiter =
      eventsPerSecond === undefined ? undefined : { max: eventsPerSecond, duration: 1_000 };
    const worker = new Member<Worker>(() => this.server.worker(this.sources.own, limiter));
    const consumer = new Consumer(worker, {
      maxDelayMs,
      burst: this.server.kind === 'redis' ? BURST : 1,
      ledger: this.ledger,
      onDamaged: (letter) => onNotice({ kind: 'damagedEvent', letter }),
      onSilence: (reason) => onNotice({ kind: 'leaseFailed', reason }),
    });
    consumer.giveBack = () => this.giveBack();
    return consumer;
  }

  /** Lists this source on the server, so that others know of its events. */
  private async register(): Promise<void> {
    const queue = await this.queue.ready();
    // Without it, its events are sent all the same.
    if (queue !== undefined) await this.sources.register(queue.getBackend()).catch(() => undefined);
  }

  private async expire(): Promise<void> {
    if (!this.clock.isSteady()) return;
    try {
      const { deadLetterMs, onNotice } = this.settings;
      const { now: queue } = this.queue;
      const before = Date.now() - deadLetterMs;
      const count = await dropOldest(queue, this.ledger, EXPIRE_COUNT, before);
      if (count > 0) onNotice({ kind: 'deadLettersExpired', count });
      await this.ledger.prune();
    } catch {
      // The next time repeats it.
    }
  }
}
