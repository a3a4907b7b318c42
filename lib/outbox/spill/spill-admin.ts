import { mergeAnswers, type AuditAnswer, type AuditQuery } from '../ledger.js';
import {
  addCounts,
  type DeadLetterFilter,
  type OutboxAdmin,
  type OutboxCounts,
} from '../outbox.js';
import { OutboxUnavailableError } from '../outbox-unavailable.error.js';
import { endsWithin } from '../timer.js';

/** How long an operator's call waits for the broker's answer, in milliseconds. */
const ANSWER_MS = 30_000;

/** What operators do with records of which most are at a broker, and some wait in a spill. */
export class SpillAdmin implements OutboxAdmin {
  /**
   * @param isAway whether the broker does not answer
   * @param moved waits for records that are on their way to the broker, and so in both
   */
  constructor(
    private readonly broker: OutboxAdmin,
    private readonly spill: OutboxAdmin,
    private readonly isAway: () => boolean,
    private readonly moved: () => Promise<void>,
  ) {}

  /** Counts only the spill while the broker is away. */
  async counts(): Promise<OutboxCounts> {
    const spill = await this.spill.counts();
    if (this.isAway()) return spill;
    // What is being handed over is not being sent.
    const queued = { ...spill, pending: spill.pending + spill.leased, leased: 0 };
    return addCounts(await this.answer(this.broker.counts()), queued);
  }

  /** Those of the spill move to the broker first. */
  async deadLetters(filter?: DeadLetterFilter) {
    return this.ask(() => this.broker.deadLetters(filter));
  }

  replay(filter?: DeadLetterFilter): Promise<number> {
    return this.ask(() => this.broker.replay(filter));
  }

  discard(filter?: DeadLetterFilter): Promise<number> {
    return this.ask(() => this.broker.discard(filter));
  }

  async erase(alias: string): Promise<number> {
    const spilled = await this.spill.erase(alias);
    return spilled + (await this.ask(() => this.broker.erase(alias)));
  }

  async adopt(): Promise<number> {
    const spilled = await this.spill.adopt();
    return spilled + (await this.ask(() => this.broker.adopt()));
  }

  /** What was in the spill at first may have been handed over meanwhile, and not the other way round. */
  async audit(query: AuditQuery): Promise<readonly AuditAnswer[]> {
    const spilled = await this.spill.audit(query);
    return mergeAnswers(query, [spilled, await this.ask(() => this.broker.audit(query))]);
  }

  private async ask<Result>(call: () => Promise<Result>): Promise<Result> {
    await this.moved();
    if (this.isAway()) throw new OutboxUnavailableError(AWAY);
    return this.answer(call());
  }

  private async answer<Result>(call: Promise<Result>): Promise<Result> {
    if (!(await endsWithin(call, ANSWER_MS))) throw new OutboxUnavailableError(AWAY);
    return call;
  }
}

const AWAY = "The outbox's broker does not answer: try again when it can be reached.";
