import { DelayedError, Job, UnrecoverableError, type Worker } from 'bullmq';
import { OutboxClosedError, OutboxFullError, TOO_SLOW, unavailable } from '../outbox/errors.js';
import type { LedgerEntry } from '../outbox/ledger.js';
import {
  GIVEN_BACK,
  sizeOf,
  type Consumer,
  type NewRecord,
  type Outbox,
  type OutboxAdmin,
  type OutboxRecord,
  type OutboxSettings,
  type Sender,
  type Settlement,
} from '../outbox/outbox.js';
import {
  ChangeSignal,
  endsWithin,
  MAX_TIMER_MS,
  SteadyClock,
  uptime,
  within,
} from '../outbox/time.js';
import { bullmqAdmin, drop, type QueueParts } from './admin.js';
import { setMeta, siblingOf } from './internals.js';
import {
  dataOf,
  entriesOf,
  FOREIGN,
  isErased,
  nameOf,
  shownReason,
  storable,
  toDeadLetter,
  toJob,
  toRecord,
} from './job-record.js';
import { ledgerOf } from './ledger.js';
import { connected, disconnect, risksOf, type Server } from './server.js';

/** How often the queue is listed again, and what is too old is deleted, in milliseconds; how many dead letters at once. */
const [UPKEEP_MS, EXPIRE_COUNT] = [60_000, 32];
/** From which share of the limit on the events are counted before each batch. */
const NEARLY_FULL = 0.9;
/** The pause of a worker after an error, in milliseconds: it would ask the server again at once. */
const ERROR_PAUSE_MS = 500;
/** After how long with errors alone it is reported that this process gets nothing, in milliseconds ... */
const FAILING_MS = 15_000;
/** ... and how long without an error ends that. */
const CALM_MS = 10_000;
/** The pause between two attempts to connect, in milliseconds. */
const RETRY_MS = 1_000;
/** How often a flush looks at the queue, in milliseconds. */
const FLUSH_MS = 100;
/** How long it may take to store what has been sent at the end, and to disconnect, in milliseconds. */
const CLOSE_MS = 2_000;

export interface QueueSettings extends OutboxSettings {
  /** What the names of the queues begin with. */
  readonly queue: string;
  /** How many events all processes together send in a second at most. */
  readonly eventsPerSecond: number | undefined;
}

interface Waiting {
  readonly job: ReturnType<typeof toJob>;
  /** Until when its caller waits, by `uptime`. */
  readonly until: number;
  refusal?: Error;
}

export class BullmqOutbox implements Outbox {
  readonly admin: OutboxAdmin;
  /** A process that only records has none, and so no worker. */
  private consumer?: BullmqConsumer;
  private readonly clock: SteadyClock;
  private readonly upkeep: NodeJS.Timeout;
  private isClosed = false;
  private readonly waiting: Waiting[] = [];
  /** The last batch. */
  private adding: Promise<void> = Promise.resolve();
  /** How many events there are at most, unless other processes have added some since they were counted. */
  private total = 0;

  /** @throws OutboxUnavailableError if it cannot be connected */
  static async open(server: Server, settings: QueueSettings): Promise<BullmqOutbox> {
    try {
      const queue = await connected(await server.queue(nameOf(settings.queue, settings.source)));
      const ledger = ledgerOf(queue, settings.ledgerMs > 0);
      const outbox = new BullmqOutbox(server, { queue, ledger }, settings);
      await outbox.keepUp();
      const reason = (await risksOf(queue)).join('; ');
      if (reason !== '') settings.onNotice({ kind: 'brokerAtRisk', reason });
      return outbox;
    } catch (error) {
      throw unavailable(error);
    }
  }

  private constructor(
    private readonly server: Server,
    private readonly parts: QueueParts,
    private readonly settings: QueueSettings,
  ) {
    const { deadLetterMs, queue } = settings;
    this.clock = new SteadyClock(deadLetterMs);
    const everyMs = Math.min(UPKEEP_MS, Math.max(50, deadLetterMs));
    this.upkeep = setInterval(() => void this.keepUp(), everyMs).unref();
    this.admin = bullmqAdmin(parts, queue);
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
    const isFirst = this.waiting.push(waiting) === 1;
    if (isFirst) this.adding = this.adding.then(() => this.addWaiting());
    await this.adding;
    if (waiting.refusal !== undefined) throw waiting.refusal;
  }

  consume(sender: Sender): Consumer {
    const { server, parts, settings } = this;
    return (this.consumer = new BullmqConsumer(sender, server, parts, settings));
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

  /** Adds what was put until the batch before was added. */
  private async addWaiting(): Promise<void> {
    const all = this.waiting.splice(0);
    const now = uptime();
    // Its caller has given up: it is kept elsewhere, and would be sent twice.
    for (const late of all.filter(({ until }) => until < now)) late.refusal = TOO_SLOW;
    const batch = all.filter(({ refusal }) => refusal === undefined);
    if (batch.length === 0) return;
    try {
      const room = await this.makeRoom(batch.length);
      for (const one of batch.slice(room)) one.refusal = new OutboxFullError('maxEvents');
      await this.parts.queue.addBulk(batch.slice(0, room).map(({ job }) => job));
      this.total += Math.min(room, batch.length);
    } catch (error) {
      for (const one of batch) one.refusal = unavailable(error);
    }
  }

  /** Deletes dead letters if need be. @returns for how many of these there is room */
  private async makeRoom(count: number): Promise<number> {
    const { maxEvents, onNotice } = this.settings;
    const isNearlyFull = this.total + count > NEARLY_FULL * maxEvents;
    if (isNearlyFull) this.total = await this.parts.queue.getJobCountByTypes();
    const excess = this.total + count - maxEvents;
    if (excess <= 0) return count;
    const evicted = await drop(this.parts, {}, 'deleted', excess);
    this.total -= evicted;
    if (evicted > 0) onNotice({ kind: 'deadLettersEvicted', count: evicted });
    return Math.max(0, count - excess + evicted);
  }

  /** Lists this source, also at a server that has lost everything; and deletes what is too old. */
  private async keepUp(): Promise<void> {
    const { queue, ledger } = this.parts;
    const { deadLetterMs, ledgerMs, onNotice, queue: base } = this.settings;
    try {
      await setMeta(siblingOf(queue, base), queue.name, '1');
      this.total = await queue.getJobCountByTypes();
      if (!this.clock.isSteady()) return;
      const old = { diedBy: Date.now() - deadLetterMs };
      let total = 0;
      for (let count = 1; count > 0; total += count) {
        count = await drop(this.parts, old, 'deleted', EXPIRE_COUNT);
      }
      if (total > 0) onNotice({ kind: 'deadLettersExpired', count: total });
      if (ledgerMs > 0) await ledger.prune(Date.now() - ledgerMs);
    } catch {
      // The next time repeats it. Without being listed, its events are sent all the same.
    }
  }
}

/** An error without a stack, which would be kept with the job. @param delayMs after which BullMQ gives it again */
function without(error: Error, delayMs?: number): Error {
  return Object.assign(error, { stack: '', delayMs });
}

/**
 * Gives the events of a queue to a sender: a worker of BullMQ, which locks jobs, renews the locks, and takes
 * over those of processes that have ended. It is
 *
 * - connecting, again and again until it is connected,
 * - running, with as many jobs at once as the sender has places for (`concurrency`),
 * - paused, while the sender pauses or has no place, and for a moment after an error, or
 * - stopping, from `stop` on: what is being sent is stored, the rest is given back.
 */
export class BullmqConsumer implements Consumer {
  /** Opened, and perhaps not connected. */
  private worker?: Worker;
  private isConnected = false;
  /** What BullMQ is told to store, by the job of that attempt. */
  private readonly settled = new WeakMap<Job, Settlement>();
  /** Those that it has not stored yet, unless an error has come since. */
  private readonly unstored = new Set<Job>();
  private inFlight = 0;
  private pausedUntil = -Infinity;
  private failingSince?: number | undefined;
  private isStopping = false;
  private stopping?: Promise<void>;
  private readonly signal = new ChangeSignal();
  /** In the next turn of the event loop: at the end of an attempt, its place is free before it is settled. */
  private readonly adjustSoon = () => void setImmediate(() => this.adjust());
  private readonly unsubscribe: () => void;

  constructor(
    private readonly sender: Sender,
    private readonly server: Server,
    private readonly parts: QueueParts,
    private readonly settings: QueueSettings,
  ) {
    this.unsubscribe = sender.onPlaces(this.adjustSoon);
    void this.connect();
  }

  async flush(timeoutMs: number): Promise<void> {
    const deadline = uptime() + timeoutMs;
    for (let leftMs = timeoutMs; leftMs > 0; leftMs = deadline - uptime()) {
      const change = this.signal.next();
      const canSend = await this.canSendWithin(leftMs);
      const hasChanged = await endsWithin(change, canSend ? Math.min(leftMs, FLUSH_MS) : 0);
      // What was settled while the server was asked may be in neither of its answers.
      if (!canSend && !hasChanged) return;
    }
  }

  stop(): Promise<void> {
    return (this.stopping ??= this.end());
  }

  /** Stops; what is still being sent after the time, other processes take over. @param timeoutMs milliseconds */
  async close(timeoutMs: number): Promise<void> {
    const isStopped = await endsWithin(this.stop(), timeoutMs);
    if (!isStopped && this.worker !== undefined) await disconnect(this.worker, 0);
  }

  private async connect(): Promise<void> {
    while (!this.isStopping) {
      try {
        this.worker = this.open();
        await connected(this.worker);
        this.isConnected = true;
        return this.adjust();
      } catch (error) {
        this.failed(error);
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
    }
  }

  private open(): Worker {
    const { eventsPerSecond: max } = this.settings;
    // BullMQ counts an attempt, too, whose outcome could not be stored.
    const delayOf = (error?: { delayMs?: number }) => error?.delayMs ?? ERROR_PAUSE_MS;
    const worker = this.server.worker(this.parts.queue.name, (job) => this.process(job), {
      limiter: max === undefined ? undefined : { max, duration: 1_000 },
      settings: { backoffStrategy: (_attempts, _type, error) => delayOf(error as object) },
    });
    const stored = (job?: Job) => job && this.stored(job);
    worker.on('active', () => (this.failingSince = undefined));
    worker.on('error', (error) => this.failed(error));
    return worker.on('completed', stored).on('failed', stored);
  }

  /** What BullMQ calls with each job. Errors tell it what follows. */
  private async process(job: Job): Promise<void> {
    const record = toRecord(job);
    if (record === undefined || dataOf(job)?.dead !== undefined) return this.bury(job);
    try {
      await this.settle(job, await this.deliver(record));
    } finally {
      this.adjustSoon();
    }
  }

  /** A job that was recorded as a dead letter, is no event of ours, or was erased. */
  private bury(job: Job): void {
    if (isErased(job)) return;
    const dead = dataOf(job)?.dead;
    if (dead !== undefined) throw without(new UnrecoverableError(shownReason(dead)));
    const deadLetter = { ...toDeadLetter(job), reason: FOREIGN, diedAt: Date.now() };
    this.settings.onNotice({ kind: 'damagedEvent', deadLetter });
    throw without(new UnrecoverableError(FOREIGN));
  }

  private async deliver(record: OutboxRecord): Promise<Settlement> {
    // Another consumer may have taken the last place.
    if (this.givesBack || this.sender.places <= 0) return GIVEN_BACK;
    this.inFlight++;
    const settlement = await this.sender.deliver(record);
    this.inFlight--;
    this.adjust();
    return settlement;
  }

  private stored(job: Job): void {
    this.settled.get(job)?.stored();
    this.unstored.delete(job);
    this.signal.changed();
  }

  /** Whether jobs are for other processes: as an event is given back at once, the worker has to pause before. */
  private get givesBack(): boolean {
    return this.isStopping || this.sender.pausedForMs > 0;
  }

  private async settle(job: Job, settlement: Settlement): Promise<void> {
    const { next } = settlement;
    const isSent = next.state === 'delivered';
    // It may have been erased meanwhile: then it is deleted, as if it were delivered.
    if (!isSent && isErased(await Job.fromId(this.worker!, job.id!))) return;
    this.settled.set(job, settlement);
    this.unstored.add(job);
    if (next.state === 'waiting' && next.attempts === undefined) {
      // Before it is given back: this worker would fetch it at once.
      this.adjust();
      if (this.delayUntil(next.dueAt) === 0) await job.moveToWait(job.token);
      else await job.moveToDelayed(next.dueAt, job.token);
      this.stored(job);
      throw new DelayedError();
    }
    if (isSent) {
      await this.parts.ledger.add(entriesOf(job, 'delivered'));
    } else if (next.state === 'dead') {
      const { attempts, reason, status } = next;
      const dead = { reason: storable(reason), status, undeliverable: false, diedAt: Date.now() };
      await job.updateData({ ...job.data, attempts, dead });
      throw without(new UnrecoverableError(shownReason(next)));
    } else {
      throw without(new Error('an attempt failed'), this.delayUntil(next.dueAt));
    }
  }

  /** In milliseconds; 0 also for what is later than the longest pause: that comes from a wrong clock. */
  private delayUntil(time: number): number {
    const delayMs = Math.max(0, time - Date.now());
    return delayMs > this.settings.maxDelayMs ? 0 : delayMs;
  }

  /** Has the worker follow the sender. */
  private adjust(): void {
    const { worker } = this;
    if (worker !== undefined && this.isConnected) {
      const wanted = this.inFlight + this.sender.places;
      const concurrency = Math.max(1, wanted);
      const isMore = concurrency > worker.concurrency;
      worker.concurrency = concurrency;
      const mayRun = wanted > 0 && !this.givesBack && uptime() >= this.pausedUntil;
      // It looks at a higher number only when a job ends, or it is resumed.
      if (!mayRun || isMore) void worker.pause(true);
      if (mayRun) void worker.resume();
    }
    this.signal.changed();
  }

  /** If nothing can be recorded, either, the outbox in front of this one reports that instead. */
  private failed(error: unknown): void {
    const now = uptime();
    if (now - this.pausedUntil > CALM_MS) this.failingSince = undefined;
    this.failingSince ??= now;
    if (now - this.failingSince >= FAILING_MS && this.sender.pausedForMs <= 0) {
      this.settings.onNotice({ kind: 'leaseFailed', reason: unavailable(error).message });
    }
    this.unstored.clear();
    this.pausedUntil = now + ERROR_PAUSE_MS;
    this.adjust();
    setTimeout(() => this.adjust(), ERROR_PAUSE_MS + 1).unref();
  }

  private async canSendWithin(ms: number): Promise<boolean> {
    if (this.isStopping) return false;
    if (this.inFlight + this.unstored.size > 0) return true;
    if (this.sender.pausedForMs >= ms) return false;
    const { queue } = this.parts;
    // One after the other: what becomes due meanwhile is counted twice, and not missed.
    const ask = async () => {
      const due = await queue.getDelayedCount(Math.ceil(Date.now() + ms));
      return due + (await queue.getJobCountByTypes('wait', 'active'));
    };
    // A server that cannot be asked gives nothing, either.
    const count = await within(ask(), ms, TOO_SLOW).catch(() => 0);
    return count + this.inFlight + this.unstored.size > 0;
  }

  private async end(): Promise<void> {
    this.isStopping = true;
    this.adjust();
    while (this.inFlight > 0) await this.signal.next();
    if (this.worker !== undefined) await disconnect(this.worker, CLOSE_MS);
    this.unsubscribe();
  }
}
