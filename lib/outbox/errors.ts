/** Why there was no room for an event. */
export type FullReason = 'maxEvents' | 'maxBytes' | 'maxEventBytes' | 'disk' | 'locked';

const DELIVER = 'Find out why Converge does not take the events that wait, or raise the limit';

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

/** There was no room for an event: it was refused. */
export class OutboxFullError extends Error {
  readonly code = 'CONVERGE_OUTBOX_FULL';
  override readonly name = 'OutboxFullError';

  constructor(readonly reason: FullReason) {
    super(`The event was not kept: ${describeFull(reason)}.`);
  }
}

/** The application has shut down: the event came too late. */
export class OutboxClosedError extends Error {
  readonly code = 'CONVERGE_OUTBOX_CLOSED';
  override readonly name = 'OutboxClosedError';

  constructor() {
    super('The application has shut down, the event was not kept: track before the shutdown ends.');
  }
}

/** How the advice to give an outbox another path begins. */
export const SET_PATH = 'set the option "outbox" (or CONVERGE_OUTBOX_PATH) to';

/** The durable outbox cannot be used; the message says why and what to do. */
export class OutboxUnavailableError extends Error {
  override readonly name = 'OutboxUnavailableError';
}

/** The outbox's server has not answered in the time that the caller has for it. */
export const TOO_SLOW = new OutboxUnavailableError('it does not answer in time');

/** A dead letter breaks Converge's contract, so that Converge would refuse it again, or is damaged. */
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

/** A person's events were deleted, but not all that is left of them is gone; the message says what. */
export class EraseIncompleteError extends Error {
  readonly code = 'CONVERGE_ERASE_INCOMPLETE';
  override readonly name = 'EraseIncompleteError';

  /**
   * @param erased how many events were deleted
   * @param left what is left, and where
   */
  constructor(
    readonly erased: number,
    readonly left: readonly string[],
  ) {
    super(`${erased} event(s) deleted, but not all is erased. ${left.join(' ')}`);
  }
}

/** What codes of Redis and PostgreSQL, and names of BullMQ's errors, mean. */
const MEANINGS: Readonly<Record<string, string>> = {
  WRONGPASS: 'wrong user or password',
  NOAUTH: 'it needs a password',
  NOPERM: 'the user lacks a permission',
  READONLY: 'it is a replica, which only reads',
  OOM: 'its memory is full',
  MOVED: 'it is a cluster: give bullmq() a client of it, and a prefix in braces',
  CROSSSLOT: 'it is a cluster: give bullmq() a prefix in braces',
  28000: 'the user may not log in',
  '28P01': 'wrong user or password',
  '3D000': 'there is no such database',
  '3F000': 'there is no such schema',
  42501: 'the user lacks a permission',
  '42P01': 'a table is missing',
  53300: 'it has too many connections',
  SchemaMigrationRequiredError: "BullMQ's tables are missing there, or of another version",
};

/** What errors without a code mean, by their messages. */
const MESSAGES: ReadonlyArray<readonly [RegExp, string]> = [
  [/^Connection (is closed|terminated)|^Stream isn't writeable/, 'the connection is closed'],
  [/^timeout e|^Query read timeout/, 'it does not answer in time'],
  [/^Unknown RESP type/, 'what answers there is no Redis'],
  [/DB index is out of range/, 'it has no database of this number'],
  [/server does not support SSL/, 'it does not offer TLS'],
  [
    /could not load the optional 'ioredis'/,
    'the package "ioredis" is missing: run "npm install ioredis"',
  ],
  [/could not load the optional 'pg'/, 'the package "pg" is missing: run "npm install pg"'],
  [/^SASL:/, 'it needs a password'],
  [/invalid PostgreSQL schema name/, 'invalid name of a schema'],
];

/**
 * Says why a server or a database failed: in words, or with the code or the class of the error. Without its
 * message, which may have values, addresses or names.
 */
export function serverReason(error: unknown): string {
  const { code, driverError, cause, meta, message, name } = (error ?? {}) as Record<string, any>;
  const text = typeof message === 'string' ? message : '';
  const known = MESSAGES.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return known[1];
  const ofPrisma = meta?.driverAdapterError?.cause?.originalCode;
  // Redis begins its messages with a code.
  const ofRedis = /^[A-Z]{3,30}(?= )/.exec(text)?.[0];
  const isShort = (one: unknown) => typeof one === 'string' && /^\w{1,40}$/.test(one);
  const codes = [ofPrisma, code, driverError?.code, cause?.code, ofRedis, name];
  const found: string | undefined = codes.find(isShort);
  if (found === undefined) return 'an unknown error';
  return MEANINGS[found] === undefined ? found : `${found}: ${MEANINGS[found]}`;
}

/** The error itself if it says why an outbox cannot be used; else one that names its code. */
export function unavailable(error: unknown): OutboxUnavailableError {
  if (error instanceof OutboxUnavailableError) return error;
  return new OutboxUnavailableError(`it cannot be reached or used (${serverReason(error)})`);
}

/** Whether PostgreSQL lacks the table of a statement. */
export function isTableMissing(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === '42P01';
}
