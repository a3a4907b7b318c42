import { OutboxUnavailableError } from './errors.js';

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

/** The error of an outbox whose server failed. */
export function unavailable(error: unknown): OutboxUnavailableError {
  if (error instanceof OutboxUnavailableError) return error;
  return new OutboxUnavailableError(`it cannot be reached or used (${serverReason(error)})`);
}

/** Whether PostgreSQL lacks the table of a statement. */
export function isTableMissing(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === '42P01';
}
