/**
 * The outbox holds as many events as it may: this one was refused.
 *
 * @publicApi
 */
export class OutboxFullError extends Error {
  readonly code = 'CONVERGE_OUTBOX_FULL';
  override readonly name = 'OutboxFullError';

  constructor(readonly maxEvents: number) {
    super(
      `The outbox already holds ${maxEvents} events (outbox.maxEvents): the event was refused. ` +
        'Find out why Converge does not take them, or raise the limit.',
    );
  }
}
