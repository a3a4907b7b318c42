/** Why there was no room for an event. */
export type FullReason = 'maxEvents' | 'maxBytes' | 'maxEventBytes' | 'disk' | 'locked';

const DELIVER = 'Find out why Converge does not take the events that wait, or raise the limit';

/** What is wrong with the outbox, and what to do. */
const ADVICE: Record<FullReason, readonly [what: string, remedy: string]> = {
  maxEvents: ['is full (outbox.maxEvents)', DELIVER],
  maxBytes: ['is full (outbox.maxBytes)', DELIVER],
  maxEventBytes: [
    'takes no event of more bytes than outbox.maxEventBytes',
    'Send less in one event, or raise the limit',
  ],
  disk: [
    'cannot write to its disk, which is full, failing or read-only',
    'Make room on the disk, or give the outbox a path on another one',
  ],
  locked: [
    'could not write for too long: its disk stalls, or another process holds its lock',
    'Find out what slows the disk, or which program has the file open',
  ],
};

/** What is wrong with the outbox, after "it". */
export function whatIsFull(reason: FullReason): string {
  return ADVICE[reason][0];
}

/** What is wrong with the outbox, and what to do. */
export function describeFull(reason: FullReason): string {
  const [what, remedy] = ADVICE[reason];
  return `the outbox ${what}. ${remedy}`;
}

/**
 * There was no room for an event: it was refused.
 */
export class OutboxFullError extends Error {
  readonly code = 'CONVERGE_OUTBOX_FULL';
  override readonly name = 'OutboxFullError';

  constructor(readonly reason: FullReason) {
    super(`The event was not kept: ${describeFull(reason)}.`);
  }
}
