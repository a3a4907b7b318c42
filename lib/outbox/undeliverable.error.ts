/**
 * A dead letter breaks Converge's contract: Converge would refuse it again.
 *
 * @publicApi
 */
export class UndeliverableError extends Error {
  readonly code = 'CONVERGE_UNDELIVERABLE';
  override readonly name = 'UndeliverableError';

  /** @param id the dead letter's number */
  constructor(readonly id: number) {
    super(
      `The dead letter ${id} breaks Converge's contract and cannot be sent as it is: ` +
        'discard it, and track the event again with what its reason says is missing.',
    );
  }
}
