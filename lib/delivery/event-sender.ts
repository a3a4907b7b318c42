import { checkParsed } from '../event/check-event.js';
import { ConvergeValidationError } from '../event/converge-validation.error.js';
import type { Violation } from '../event/violation.js';
import type { OutboxRecord, Settlement } from '../outbox/outbox.js';
import type { Reporter } from '../report/reporter.js';
import type { RetryOptions } from './delivery-options.interface.js';
import type { DeliveryOutcome } from './delivery-outcome.js';
import { nextState } from './next-state.js';
import type { SenderGate } from './sender-gate.js';
import type { Webhook } from './webhook.js';

const OUTCOMES: ReadonlyArray<DeliveryOutcome['kind'] | undefined> = [
  'delivered',
  'temporary',
  'rejected',
  'unauthorised',
];

export interface Attempt {
  readonly settlement: Settlement;
  /** Whether it failed for now: at a shutdown, that is the shutdown's doing. */
  readonly isTemporary: boolean;
  /** Tells what happened; to be called when the outbox knows it. */
  readonly report: () => void;
}

/**
 * Makes one attempt to deliver one record: checks it the first time, sends it, and decides what follows.
 */
export class EventSender {
  constructor(
    private readonly retry: Required<RetryOptions>,
    private readonly gate: SenderGate,
    private readonly webhook: Webhook,
    private readonly reporter: Reporter,
  ) {}

  /** Never rejects. */
  async attempt(record: OutboxRecord): Promise<Attempt> {
    const { id, eventName, origin, attempts } = record;
    const violations = attempts === 0 ? checkBody(record.body) : [];
    if (violations.length > 0) {
      const error = new ConvergeValidationError(eventName, violations);
      return {
        settlement: { id, state: 'dead', attempts, reason: error.message },
        isTemporary: false,
        report: () => this.reporter.invalid(record, error),
      };
    }
    const isProbe = this.gate.isProbing;
    const outcome = await this.send(record.body);
    const now = Date.now();
    const change = this.gate.note(outcome, now);
    const next = nextState(record, outcome, this.retry, isProbe, now);
    return {
      settlement: next,
      isTemporary: outcome.kind === 'temporary',
      report: () => {
        if (change !== undefined) this.reporter.report({ kind: change });
        if (next.state === 'delivered') this.reporter.delivered(record);
        else if (next.state === 'dead') this.reporter.died(record, next.reason, next.status);
        else if (outcome.kind === 'unauthorised') {
          this.reporter.report({ kind: 'unauthorised', status: outcome.status });
        } else if (outcome.kind === 'temporary') {
          this.reporter.report({ kind: 'temporary', origin, eventName, reason: outcome.reason });
        }
      },
    };
  }

  /** Whoever replaces the webhook service may throw, or answer anything: no reason to lose the event. */
  private async send(body: string): Promise<DeliveryOutcome> {
    try {
      const outcome = await this.webhook.send(body);
      if (OUTCOMES.includes(outcome?.kind)) return outcome;
      return {
        kind: 'temporary',
        reason: 'the webhook service gave no outcome, see DeliveryOutcome',
      };
    } catch {
      return { kind: 'temporary', reason: 'the webhook service threw an error' };
    }
  }
}

/** Only somebody who writes into the file can have made it no JSON; one such record must not stop the rest. */
function checkBody(body: string): Violation[] {
  try {
    return checkParsed(JSON.parse(body));
  } catch {
    const received = `a string of length ${body.length}`;
    return [
      { path: 'event', rule: 'isJson', received, advice: 'the record was changed: discard it' },
    ];
  }
}
