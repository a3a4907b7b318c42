import type { NextState, Outbox, OutboxRecord } from '../outbox/outbox.js';
import type { Backlog } from '../reporting/report.js';
import type { Reporter } from '../reporting/reporter.js';
import type { DeliveryOutcome } from './delivery-outcome.js';
import type { GateChange } from './sender-gate.js';

/** Reports what became of an attempt. */
export class DeliveryReports {
  /** @param pauseMs the rest of a pause in which nothing is sent, in milliseconds */
  constructor(
    private readonly reporter: Reporter,
    private readonly outbox: Outbox,
    private readonly pauseMs: () => number,
  ) {}

  /** What it means for its record. */
  outcome(record: OutboxRecord, outcome: DeliveryOutcome, next: NextState): void {
    const { origin, eventName } = record;
    if (next.state === 'delivered') this.reporter.delivered(record);
    else if (next.state === 'dead')
      this.reporter.died(record, next.attempts, next.reason, next.status);
    else if (outcome.kind === 'unauthorised' || outcome.kind === 'misdirected') {
      const { kind, status } = outcome;
      this.reporter.report({ kind, status, backlog: this.backlog });
    } else if (outcome.kind === 'temporary') {
      const { reason, retryAfterMs } = outcome;
      // Not what was asked for, which may be longer than the longest pause.
      const waitMs = retryAfterMs === undefined ? undefined : this.pauseMs();
      this.reporter.report({ kind: 'temporary', origin, eventName, reason, waitMs });
    }
  }

  /** What it means for the sender. In an outage, each failed probe is reported, so that a sum says each minute that it goes on. */
  change(change: GateChange, isOutage: boolean, outcome: DeliveryOutcome): void {
    const { backlog } = this;
    if (change === 'breakerClosed' || change === 'resumed') {
      this.reporter.report({ kind: change, backlog });
    } else if (isOutage && outcome.kind === 'temporary') {
      const { reason } = outcome;
      const goesOn = change !== 'breakerOpened';
      this.reporter.report({ kind: 'breakerOpened', reason, goesOn, backlog });
    }
  }

  private readonly backlog = async (): Promise<Backlog> => {
    const { pending, leased, waiting, oldestAt } = await this.outbox.admin.counts();
    return { queued: pending + leased + waiting, oldestAt, nextTryMs: this.pauseMs() };
  };
}
