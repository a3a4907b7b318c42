import { OutboxUnavailableError } from '../outbox/errors.js';

/** What codes of Redis and PostgreSQL, and errors of BullMQ, mean. */
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
  42501: 'the user lacks a permission',
  '42P01': 'a table is missing',
  53300: 'it has too many connections',
  SchemaMigrationRequiredError: "BullMQ's tables are missing there, or of another version",
};

/** Says in words why the server cannot be used; without its message, which may have an address or a name. */
export function unavailable(error: unknown): OutboxUnavailableError {
  if (error instanceof OutboxUnavailableError) return error;
  if (error === undefined) return new OutboxUnavailableError('it does not answer');
  const reason = reasonFor(error) ?? 'the connection is closed';
  const meaning = MEANINGS[reason];
  const words = meaning === undefined ? reason : `${reason}: ${meaning}`;
  return new OutboxUnavailableError(`it cannot be reached or used (${words})`);
}

/** The code or the name of an error; undefined if it only says that there is no connection any more. */
export function reasonFor(error: unknown): string | undefined {
  const { code, name, message = '' } = (error ?? {}) as Partial<Error> & { code?: unknown };
  if (typeof code === 'string') return code;
  // Redis begins its messages with a code.
  const word = /^[A-Z]{3,30}(?= )/.exec(message)?.[0];
  if (/^(Connection is closed|Stream isn't writeable)/.test(message)) return undefined;
  if (message.startsWith('Unknown RESP type')) return 'what answers there is no Redis';
  return word ?? name ?? 'unknown error';
}
