import { AsyncResource } from 'node:async_hooks';
import { OutboxFullError, OutboxUnavailableError } from '../errors.js';
import {
  GIVEN_BACK,
  sizeOf,
  type Consumer,
  type NextState,
  type OutboxNotice,
  type OutboxRecord,
  type Sender,
} from '../outbox.js';
import { clearTimeout, setImmediate, setTimeout } from '../../timers.js';
import { ChangeSignal, endsWithin, MAX_TIMER_MS, uptime } from '../time.js';
import type { Lease } from './protocol.js';
import type { StoreClient } from './store-client.js';

/** The pause after an operation of the outbox that failed, in milliseconds. */
const FAULT_PAUSE_MS = 1_000;
/** The same while it stops: there may be little time. */
const STOPPING_PAUSE_MS = 50;
/** How many bytes of events are leased at once, unless one alone has more: they are all in memory. */
const MAX_BYTES = 16 * 1024 ** 2;

/**
 * Leases records and gives them to the sender. A record is leased, waits in the queue until the sender has
 * a place, is in flight, and then unstored until the outbox has its next state. What is in the queue is
 * given back when a pause or an erasure begins, and when the leases may be over.
 */
export class LeaseConsumer implements Consumer {
  private queue: OutboxRecord[] = [];
  /** The bytes of what is in the queue and in flight. */
  private bytes = 0;
  private inFlight = 0;
  /** How many are sent and not stored yet: the next process sends these again if this one is killed. */
  private unstored = 0;
  /** How many erasures run. */
  private holds = 0;
  /** The number in the file under which it holds its leases. */
  private leasedTo = 0;
  /** Whether something may be due that the last lease has not seen. */
  private mayBeDue = true;
  private isLeasing = false;
  private isStopped = false;
  private isScheduled = false;
  /** Runs until the next record is due. */
  private dueTimer?: NodeJS.Timeout;
  /** Runs after a lease that failed. */
  private faultTimer?: NodeJS.Timeout | undefined;
  private readonly signal = new ChangeSignal();
  private readonly endPlaces: () => void;
  /** Bound, as the next one: a request may make it run, and its context must not become the events'. */
  private readonly pump = AsyncResource.bind(() => this.pumpNow());
  /** Is called before writes are sent: what they make due is leased in the same transaction. */
  readonly join = AsyncResource.bind(() => {
    this.mayBeDue = true;
    this.refill();
  });

  constructor(
    private readonly client: StoreClient,
    private readonly sender: Sender,
    private readonly onNotice: (notice: OutboxNotice) => void,
  ) {
    client.consumer = this;
    this.endPlaces = sender.onPlaces(this.pump);
    this.pumpSoon();
  }

  /** Leases what has become due without a write of this process. */
  readonly look = (): void => {
    this.mayBeDue = true;
    this.pump();
  };

  async flush(timeoutMs: number): Promise<void> {
    const deadline = uptime() + timeoutMs;
    for (;;) {
      // Begun first, so that no change between the check and the wait is missed.
      const change = this.signal.next();
      let canSend = true;
      const checked = this.canSendBefore(deadline).then((can) => (canSend = can));
      // The outbox may wait for a lock for longer than this may take.
      await endsWithin(Promise.race([checked, change]), deadline - uptime());
      if (!canSend || !(await endsWithin(change, deadline - uptime()))) return;
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.dueTimer);
    clearTimeout(this.faultTimer);
    this.endPlaces();
    this.giveBackQueue();
    while (this.inFlight + this.unstored > 0 || this.isLeasing) {
      // Holds the process.
      await endsWithin(this.signal.next(), MAX_TIMER_MS);
    }
  }

  /** Gives nothing to the sender while the work runs, which may delete records. */
  async holdDuring<T>(work: () => Promise<T>): Promise<T> {
    this.holds++;
    this.giveBackQueue();
    try {
      return await work();
    } finally {
      this.holds--;
      this.pumpSoon();
    }
  }

  private async canSendBefore(deadline: number): Promise<boolean> {
    if (this.isStopped) return false;
    const leftMs = () => deadline - uptime();
    if (this.queue.length > 0) return this.sender.pausedForMs < leftMs();
    if (this.inFlight + this.unstored > 0) return true;
    const asked = this.client.request<number | undefined>('nextDueAt');
    this.client.send();
    const nextDueAt = await asked;
    // Records that were due before the question came before the answer.
    if (this.queue.length + this.inFlight + this.unstored > 0) return true;
    if (nextDueAt === undefined) return false;
    return Math.max(nextDueAt - Date.now(), this.sender.pausedForMs) < leftMs();
  }

  /** In another turn of the event loop: sending must not delay a response. */
  private pumpSoon(): void {
    if (this.isScheduled || this.isStopped) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.pump();
    });
  }

  /** Fills the sender's places from the queue, and the queue from the outbox. */
  private pumpNow(): void {
    if (this.isStopped) return;
    if (!this.holdsLeases()) this.giveBackQueue();
    while (
      this.queue.length > 0 &&
      this.sender.places > 0 &&
      this.unstored <= this.sender.ahead &&
      this.holds === 0
    ) {
      void this.deliver(this.queue.shift()!);
    }
    // During a pause, other processes may send these.
    if (this.sender.pausedForMs > 0) this.giveBackQueue();
    if (this.refill()) this.client.sendSoon();
  }

  /** Asks for records, if there may be some and it has room for them. @returns whether it has asked */
  private refill(): boolean {
    const isHeld = this.isLeasing || this.isStopped || this.holds > 0;
    if (!this.mayBeDue || isHeld || this.faultTimer !== undefined) return false;
    const { places, ahead, pausedForMs } = this.sender;
    const { length } = this.queue;
    // Refills before the queue is empty, so that no place waits for the next lease. Each record that is being
    // sent calls this again when it has ended, and the sender at the end of a pause.
    const limit = length > ahead / 2 || pausedForMs > 0 ? 0 : places + ahead - length;
    const maxBytes = MAX_BYTES - this.bytes;
    if (limit <= 0 || maxBytes <= 0) return false;
    void this.lease(limit, maxBytes);
    return true;
  }

  private async lease(limit: number, maxBytes: number): Promise<void> {
    const { client } = this;
    this.isLeasing = true;
    this.mayBeDue = false;
    if (!this.holdsLeases()) this.giveBackQueue();
    this.leasedTo = client.heartbeat.holder;
    try {
      const response = client.request<Lease>('lease', limit, maxBytes, this.leasedTo);
      const { records, damaged, nextDueAt = Infinity } = await response;
      for (const deadLetter of damaged) this.onNotice({ kind: 'damagedEvent', deadLetter });
      if (this.leasedTo === 0) this.leasedTo = client.heartbeat.holder;
      for (const record of records) this.bytes += sizeOf(record);
      this.queue.push(...records);
      clearTimeout(this.dueTimer);
      if (this.isStopped || this.holds > 0) this.giveBackQueue();
      else if (nextDueAt <= Date.now()) this.mayBeDue = true;
      else if (nextDueAt < Infinity) {
        const delay = Math.min(nextDueAt - Date.now(), MAX_TIMER_MS);
        this.dueTimer = setTimeout(this.look, delay).unref();
      }
    } catch (error) {
      this.mayBeDue = true;
      const isPassing = error instanceof OutboxFullError;
      if (!this.isStopped && !isPassing) this.onNotice({ kind: 'outboxFault', error });
      this.faultTimer = setTimeout(() => {
        this.faultTimer = undefined;
        this.pump();
      }, FAULT_PAUSE_MS).unref();
    } finally {
      this.isLeasing = false;
      this.signal.changed();
    }
    this.pumpSoon();
  }

  private async deliver(record: OutboxRecord): Promise<void> {
    this.inFlight++;
    const { next, stored } = await this.sender.deliver(record);
    this.inFlight--;
    this.bytes -= sizeOf(record);
    this.unstored++;
    this.pump();
    await this.settle(record.id, next);
    stored();
    this.unstored--;
    this.signal.changed();
    if (this.queue.length > 0) this.pump();
  }

  private giveBackQueue(): void {
    const records = this.queue.splice(0);
    if (records.length === 0) return;
    for (const record of records) this.bytes -= sizeOf(record);
    this.unstored++;
    void Promise.all(records.map(({ id }) => this.settle(id, GIVEN_BACK.next))).then(() => {
      this.unstored--;
      this.signal.changed();
    });
  }

  /** False after a sleep in which another process may have taken over the leased records. */
  private holdsLeases(): boolean {
    const { holder, aliveUntil } = this.client.heartbeat;
    return this.leasedTo === holder && uptime() < aliveUntil;
  }

  /**
   * Repeats until the outbox has stored it: its disk may be full, or its thread may have ended. Any other
   * error is only reported: the event stays leased, and is sent again after the next start. Never rejects.
   */
  private async settle(id: number, next: NextState): Promise<void> {
    const { client, leasedTo } = this;
    for (;;) {
      try {
        const settled = client.request<void>('settle', id, next, leasedTo);
        // When nothing else is due, a delivery can be written down a moment later, with the next event: a
        // process that is killed before sends the event again, and Converge drops the copy.
        if (next.state === 'delivered' && !this.mayBeDue) client.sendLazily();
        else client.sendSoon();
        await settled;
        return;
      } catch (error) {
        if (!this.isStopped) this.onNotice({ kind: 'outboxFault', error });
        // Also at the end: closing the outbox ends it.
        const isPassing =
          error instanceof OutboxFullError || error instanceof OutboxUnavailableError;
        if (!isPassing) return;
        const pauseMs = this.isStopped ? STOPPING_PAUSE_MS : FAULT_PAUSE_MS;
        await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
      }
    }
  }
}
