import type { Broker, BrokerSettings } from '../broker.js';
import { BrokerLink, SLOW } from './broker-link.js';
import { HandOver, type HandOverPace } from './hand-over.js';
import type { LedgerNote } from '../ledger.js';
import { OutboxClosedError } from '../outbox-closed.error.js';
import {
  NO_LEASE,
  type Acknowledgement,
  type Lease,
  type NewRecord,
  type Outbox,
  type OutboxAdmin,
} from '../outbox.js';
import { SpillAdmin } from './spill-admin.js';
import type { OutboxNotice, OutboxSettings } from '../outbox-settings.js';
import { endsWithin, MAX_TIMER_MS, uptime } from '../timer.js';

/** The share of `commitTimeoutMs` in which the broker has to answer: the rest is for the spill. */
const BROKER_SHARE = 0.8;
const PACE: SpillPace = { startMs: 2_000, retryMs: 1_000, answerMs: 2_000, idleMs: 5_000 };

export interface SpillPace extends HandOverPace {
  /** How long the start waits for the broker, in milliseconds. */
  readonly startMs: number;
}

export interface SpillSettings extends OutboxSettings, BrokerSettings {
  readonly commitTimeoutMs: number;
  /** Another one than that of applications. */
  readonly pace?: SpillPace;
}

/**
 * Keeps records at a broker, and those that it does not take in time in an outbox of this machine: the
 * spill. From there they are only handed over to the broker, the oldest first.
 */
export class SpillOutbox implements Outbox {
  readonly admin: OutboxAdmin;
  private readonly handOver: HandOver;
  private isClosed = false;

  /** Never rejects: while the broker cannot be used, it says so, and goes on without it. */
  static async open(broker: Broker, spill: Outbox, settings: SpillSettings): Promise<SpillOutbox> {
    const putMs = settings.commitTimeoutMs * BROKER_SHARE;
    // While it is away, that is what is reported.
    const onNotice = (notice: OutboxNotice) => {
      if (notice.kind !== 'leaseFailed' || !link.isAway) settings.onNotice(notice);
    };
    const server = broker.open({ ...settings, putMs, onNotice });
    const link: BrokerLink = new BrokerLink(broker.name, server, settings.onNotice);
    const { pace = PACE } = settings;
    const outbox = new SpillOutbox(server, link, spill, putMs, pace);
    await link.start(pace.startMs);
    void outbox.handOver.run();
    return outbox;
  }

  private constructor(
    private readonly broker: Outbox,
    private readonly link: BrokerLink,
    private readonly spill: Outbox,
    private readonly putMs: number,
    pace: HandOverPace,
  ) {
    this.handOver = new HandOver(spill, link, pace);
    this.admin = new SpillAdmin(
      broker.admin,
      spill.admin,
      () => link.isAway,
      async () => void (await this.handOver.current),
    );
  }

  async put(record: NewRecord): Promise<void> {
    if (this.isClosed) throw new OutboxClosedError();
    if (!this.link.isAway) {
      const reason = await this.link.put(record, this.putMs);
      if (reason === undefined) return;
      // Only slow, perhaps: whether it is away shows when this is handed over.
      if (reason !== SLOW) this.link.reportAway(reason);
      this.handOver.wake();
    }
    await this.spill.put(record);
    if (record.dead !== undefined) this.handOver.noteLetter();
  }

  async lease(limit: number, wait?: boolean, maxBytes?: number): Promise<Lease> {
    if (limit > 0) return this.broker.lease(limit, wait, maxBytes);
    if (this.link.isAway) return NO_LEASE;
    const isSpilled = await this.isSpilled();
    return isSpilled ? { records: [], nextDueAt: Date.now() } : this.broker.lease(0);
  }

  /** Whether something waits to be handed over; what is under way is at the broker then, or back. */
  private async isSpilled(): Promise<boolean> {
    for (;;) {
      const { current } = this.handOver;
      await current;
      const { nextDueAt } = await this.spill.lease(0);
      if (current === this.handOver.current) return nextDueAt !== undefined;
    }
  }

  holdsLeases(): boolean {
    return this.broker.holdsLeases();
  }

  onRecall(giveBack: () => void): void {
    this.broker.onRecall(giveBack);
  }

  acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    return this.broker.acknowledge(acknowledgements);
  }

  /** A broker that is away keeps them in memory. */
  note(notes: readonly LedgerNote[]): Promise<void> {
    return this.broker.note(notes);
  }

  async close(timeoutMs = MAX_TIMER_MS): Promise<number> {
    const deadline = uptime() + timeoutMs;
    this.isClosed = true;
    this.handOver.stop();
    const [lost] = await Promise.all([this.spill.close(timeoutMs), this.broker.close(timeoutMs)]);
    await endsWithin(this.handOver.current, deadline - uptime());
    return lost;
  }
}
