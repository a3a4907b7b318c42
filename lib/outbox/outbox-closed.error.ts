/**
 * The application has shut down: the event came too late.
 */
export class OutboxClosedError extends Error {
  readonly code = 'CONVERGE_OUTBOX_CLOSED';
  override readonly name = 'OutboxClosedError';

  constructor() {
    super('The application has shut down, the event was not kept: track before the shutdown ends.');
  }
}
