import { AUDIT_STATES, type AuditAnswer, type AuditState } from '../../lib/outbox/ledger.js';

/** Counts the answers of an audit, and decides which of them have to be looked into. */
export class AnswerTally {
  readonly counts = Object.fromEntries(AUDIT_STATES.map((state) => [state, 0])) as Record<
    AuditState,
    number
  >;
  /** How many are neither in Converge, nor on their way to it, nor kept from it on purpose. */
  lost = 0;
  /** How many were delivered with another token or endpoint than now. */
  elsewhere = 0;

  get ids(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  add(answer: AuditAnswer): void {
    this.counts[answer.state]++;
    if (isLost(answer)) this.lost++;
    if (answer.state === 'delivered' && answer.isOtherSource === true) this.elsewhere++;
  }
}

function isLost({ state, droppedBy }: AuditAnswer): boolean {
  switch (state) {
    case 'delivered':
    case 'queued':
      return false;
    case 'dropped':
      return droppedBy === 'disabled' || droppedBy === 'full' || droppedBy === 'deleted';
    default:
      return true;
  }
}
