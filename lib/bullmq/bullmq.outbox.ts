import { OutboxClosedError, OutboxFullError, TOO_SLOW, unavailable } from '../outbox/errors.js';
import type { LedgerEntry } from '../outbox/ledger.js';
import {
  sizeOf,
  type BrokerOutbox,
  type Consumer,
  type NewRecord,
  type OutboxAdmin,
  type Sender,
} from '../outbox/outbox.js';
import { MAX_TIMER_MS, SteadyClock, uptime } from '../outbox/time.js';
import { BullmqAdmin, drop, listQueue, nameOf } from './admin.js';
import { connected, disconnect, type Server } from './server.js';
import { BullmqConsumer, type QueueParts, type QueueSettings } from './consumer.js';
import { toJob, type NewJob } from './job-record.js';
import { LedgerWriter } from './ledger.js';

/** How often the queue is listed again, and what is too old is deleted, in milliseconds; how many dead letters at once. */
const UPKEEP_MS = 60_000;
const EXPIRE_COUNT = 32;
/** From which share of the limit on the events are counted before each batch. */
const NEARLY_FULL = 0.9;

interface Waiting {
  readonly job: NewJob;
  /** Until when its caller waits, by `uptime`. */
  readonly until: number;
  refusal?: Error;
}

export class BullmqOutbox implements BrokerOutbox {
  readonly admin: OutboxAdmin;
  /** A process that only records has none, and so no worker. */
  private consumer?: BullmqConsumer;
  private readonly clock: SteadyClock;
  private readonly upkeep: NodeJS.Timeout;
  private isClosed = false;
  private readonly waiting: Waiting[] = [];
  /** The batch that is added next, which is also the last one; undefined if that is being added. */
  private next?: Promise<void> | undefined;
  private last?: Promise<void>;
  /** How many events there are at most, unless other processes have added some since they were counted. */
  private total = 0;

  /** @throws OutboxUnavailableError if it cannot be connected */
  static async open(server: Server, settings: QueueSettings): Promise<BullmqOutbox> {
    try {
      const queue = await connected(server.queue(nameOf(settings.queue, settings.source)));
      const ledger = new LedgerWriter(settings.ledgerMs > 0 ? server.ledger(queue) : undefined);
      const outbox = new BullmqOutbox({ server, queue, ledger }, settings);
      await outbox.keepUp();
      const reason = (await server.risks(queue)).join('; ');
      if (reason !== '') settings.onNotice({ kind: 'brokerAtRisk', reason });
      return outbox;
    } catch (error) {
      throw unavailable(error);
    }
  }

  private constructor(
    private readonly parts: QueueParts,
    private readonly settings: QueueSettings,
  ) {
    const { deadLetterMs, queue } = settings;
    this.clock = new SteadyClock(deadLetterMs);
    const everyMs = Math.min(UPKEEP_MS, Math.max(50, deadLetterMs));
    this.upkeep = setInterval(() => void this.keepUp(), everyMs).unref();
    this.admin = new BullmqAdmin(parts, queue);
  }

  async ping(): Promise<void> {
    try {
      await this.parts.queue.getMeta();
    } catch (error) {
      throw unavailable(error);
    }
  }

  async put(record: NewRecord, limitMs = Infinity): Promise<void> {
    if (this.isClosed) throw new OutboxClosedError();
    if (sizeOf(record) > this.settings.maxEventBytes) throw new OutboxFullError('maxEventBytes');
    const waiting: Waiting = { job: toJob(record), until: uptime() + limitMs };
    this.waiting.push(waiting);
    await (this.next ??= this.last = this.addAfter(this.last));
    if (waiting.refusal !== undefined) throw waiting.refusal;
  }

  consume(sender: Sender): Consumer {
    return (this.consumer = new BullmqConsumer(sender, this.parts, this.settings));
  }

  note(entries: readonly LedgerEntry[]): Promise<void> {
    return this.parts.ledger.add(entries);
  }

  async close(timeoutMs = MAX_TIMER_MS): Promise<number> {
    const deadline = uptime() + timeoutMs;
    this.isClosed = true;
    clearInterval(this.upkeep);
    await this.consumer?.close(timeoutMs / 2);
    await disconnect(this.parts.queue, deadline - uptime());
    return 0;
  }

  /** Adds what is put until the batch before is added. */
  private async addAfter(last: Promise<void> | undefined): Promise<void> {
    await last?.catch(() => undefined);
    this.next = undefined;
    const all = this.waiting.splice(0);
    const now = uptime();
    // Its caller has given up: it is kept elsewhere, and would be sent twice.
    for (const late of all.filter(({ until }) => until < now)) late.refusal = TOO_SLOW;
    const batch = all.filter(({ until }) => until >= now);
    if (batch.length === 0) return;
    try {
      const room = await this.makeRoom(batch.length);
      for (const one of batch.slice(room)) one.refusal = new OutboxFullError('maxEvents');
      await this.parts.queue.addBulk(batch.slice(0, room).map(({ job }) => job));
      this.total += Math.min(room, batch.length);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Deletes dead letters if need be. @returns for how many of these there is room */
  private async makeRoom(count: number): Promise<number> {
    const { maxEvents, onNotice } = this.settings;
    if (this.total + count > NEARLY_FULL * maxEvents) await this.count();
    const excess = this.total + count - maxEvents;
    if (excess <= 0) return count;
    const evicted = await drop(this.parts, {}, 'deleted', excess);
    this.total -= evicted;
    if (evicted > 0) onNotice({ kind: 'deadLettersEvicted', count: evicted });
    return Math.max(0, count - excess + evicted);
  }

  private async count(): Promise<void> {
    this.total = await this.parts.queue.getJobCountByTypes();
  }

  /** Lists this source, also at a server that has lost everything; and deletes what is too old. */
  private async keepUp(): Promise<void> {
    const { server, queue } = this.parts;
    const { deadLetterMs, ledgerMs, onNotice, queue: base } = this.settings;
    try {
      await listQueue(queue, base);
      await this.count();
      if (!this.clock.isSteady()) return;
      const old = { diedBy: Date.now() - deadLetterMs };
      let total = 0;
      for (let count = 1; count > 0; total += count) {
        count = await drop(this.parts, old, 'deleted', EXPIRE_COUNT);
      }
      if (total > 0) onNotice({ kind: 'deadLettersExpired', count: total });
      if (ledgerMs > 0) await server.ledger(queue).prune(Date.now() - ledgerMs);
    } catch {
      // The next time repeats it. Without being listed, its events are sent all the same.
    }
  }
}
