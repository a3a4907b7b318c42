/** Why there was no room for an event. @publicApi */
export type FullReason = 'maxEvents' | 'maxBytes' | 'disk' | 'locked';

const ADVICE: Record<FullReason, string> = {
  maxEvents: 'holds as many events as it may (outbox.maxEvents)',
  maxBytes: 'holds as many bytes as it may (outbox.maxBytes)',
  disk: 'cannot write to its disk, which is full, failing or read-only',
  locked: 'could not write for too long: its disk stalls, or another process holds its lock',
};

/**
 * There was no room for an event: it was refused.
 *
 * @publicApi
 */
export class OutboxFullError extends Error {
  readonly code = 'CONVERGE_OUTBOX_FULL';
  override readonly name = 'OutboxFullError';

  constructor(readonly reason: FullReason) {
    super(
      `The outbox ${ADVICE[reason]}: the event was refused. Find out why Converge does not take the ` +
        'events that wait, or make room.',
    );
  }
}
