/** Why there was no room for an event. @publicApi */
export type FullReason = 'maxEvents' | 'maxBytes' | 'maxEventBytes' | 'disk' | 'locked';

const MAKE_ROOM = 'Find out why Converge does not take the events that wait, or make room.';

/** What is wrong with the outbox, and what to do. */
const ADVICE: Record<FullReason, readonly [what: string, remedy: string]> = {
  maxEvents: ['holds as many events as it may (outbox.maxEvents)', MAKE_ROOM],
  maxBytes: ['holds as many bytes as it may (outbox.maxBytes)', MAKE_ROOM],
  maxEventBytes: [
    'takes no event of more bytes than outbox.maxEventBytes',
    'Send less in one event, or raise the limit.',
  ],
  disk: ['cannot write to its disk, which is full, failing or read-only', MAKE_ROOM],
  locked: [
    'could not write for too long: its disk stalls, or another process holds its lock',
    MAKE_ROOM,
  ],
};

/** What is wrong with the outbox, after "it". */
export function describeFull(reason: FullReason): string {
  return ADVICE[reason][0];
}

/**
 * There was no room for an event: it was refused.
 *
 * @publicApi
 */
export class OutboxFullError extends Error {
  readonly code = 'CONVERGE_OUTBOX_FULL';
  override readonly name = 'OutboxFullError';

  constructor(readonly reason: FullReason) {
    const [what, remedy] = ADVICE[reason];
    super(`The outbox ${what}: the event was refused. ${remedy}`);
  }
}
