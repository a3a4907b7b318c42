/**
 * A dead letter breaks Converge's contract, so that Converge would refuse it again, or is damaged.
 */
export class UndeliverableError extends Error {
  readonly code = 'CONVERGE_UNDELIVERABLE';
  override readonly name = 'UndeliverableError';

  /** @param id the dead letter's number */
  constructor(readonly id: number) {
    super(
      `The dead letter ${id} breaks Converge's contract or is damaged, and cannot be sent as it is: ` +
        'read its reason, discard it, and track the event again as it should be.',
    );
  }
}
