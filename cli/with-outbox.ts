import { resolve } from 'node:path';
import { type OutboxFileAdmin, type OutboxStatus, sumOf } from '../lib/outbox/outbox-file-admin.js';
import {
  type Environment,
  type OutboxPlace,
  resolveOutboxPath,
} from '../lib/options/environment.js';
import { CliError, usageError } from './cli.error.js';
import {
  asUsageError,
  type Connection,
  connectionOf,
  FLAG_NAMES,
  readConnection,
  unknownSource,
} from './connection.js';
import { ServerOutbox } from './server-outbox.js';

/** A file, or the queue of a source on a server. */
export type AnyOutbox = OutboxFileAdmin | ServerOutbox;

/**
 * The path of the file: that of --path, else of the environment, else the module's default.
 *
 * @param instead what to do where the outbox is on a server
 * @throws CliError if the outbox is in memory or on a server
 */
export function outboxFile(given: string | undefined, instead: string): string {
  const { path, url } = outboxPlaceOf(given);
  if (url !== undefined) {
    throw usageError(`This reads a file, and the outbox is on a server: ${instead}.`);
  }
  if (path !== 'memory') return resolve(path);
  throw new CliError(
    'The outbox is in memory (by CONVERGE_OUTBOX_PATH, or NODE_ENV=test), which commands cannot read: ' +
      'give the path of a file with --path.',
  );
}

/** How to call another command for the same outbox, to name it as the next step. */
export function nextCommand(command: string, path?: string): string {
  const words = `npx nestjs-converge ${command}`;
  if (path === undefined || addressOf(path) === addressOf()) return words;
  // A URL may hold a password.
  return `${words} --path ${outboxPlaceOf(path).url === undefined ? quoted(path) : '<the same URL>'}`;
}

/** Where to read why events are dead letters. */
export function seeWhy(path?: string): string {
  return `see why: ${nextCommand('outbox list --state dead', path)}`;
}

/** The absolute path, or the URL of a server, which may hold a password. */
export function addressOf(given?: string): string {
  const { path, url } = outboxPlaceOf(given);
  return url ?? resolve(path);
}

function quoted(path: string): string {
  return /^[\w./:@%+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/**
 * Opens the outbox of --path, else the one that the module uses, and closes it after the work.
 *
 * @param connection what tells the queues of a server apart; that of the environment by default
 * @throws CliError if it is in memory, or on a server that cannot be used
 * @throws OutboxUnavailableError if the file cannot be used
 */
export async function withOutbox<T>(
  given: string | undefined,
  use: 'to read' | 'to change',
  work: (outbox: AnyOutbox) => Promise<T>,
  connection?: Connection,
): Promise<T> {
  const { url } = outboxPlaceOf(given);
  if (url === undefined) return withFile(outboxFile(given, ''), use, work);
  return ServerOutbox.use(url, connection ?? (await readConnection({})), work);
}

/** Opens a file, and closes it after the work. @throws OutboxUnavailableError if it cannot be used */
export async function withFile<T>(
  path: string,
  use: 'to read' | 'to change',
  work: (outbox: OutboxFileAdmin) => Promise<T>,
): Promise<T> {
  const { OutboxFileAdmin } = await import('../lib/outbox/outbox-file-admin.js');
  const outbox = await OutboxFileAdmin.open(path, use);
  try {
    return await work(outbox);
  } finally {
    outbox.close();
  }
}

export type Current = Awaited<ReturnType<typeof currentSource>>;

/**
 * Finds the source of the token and endpoint in the environment, and the host of the endpoint. Does not ask for
 * a token, because looking needs none.
 *
 * @returns undefined if neither is set; its source is undefined if no application has recorded anything with it
 */
export async function currentSource(outbox: OutboxFileAdmin) {
  if (!process.env['CONVERGE_TOKEN'] && !process.env['CONVERGE_ENDPOINT']) return undefined;
  const { endpoint, token } = connectionOf({});
  return { source: await outbox.sourceOf(endpoint, token), host: new URL(endpoint).host };
}

/** The number of a source. @throws CliError if no application has used it: it is probably another one's */
export async function knownSource(
  outbox: OutboxFileAdmin,
  { endpoint, token }: Connection,
): Promise<number> {
  const source = await outbox.sourceOf(endpoint, token);
  if (source !== undefined) return source;
  throw unknownSource();
}

/** How many undelivered events belong to other sources than this one. */
export function countHeld(sources: OutboxStatus['sources'], current: number): number {
  const { pending, waiting } = sumOf(sources.filter(({ source }) => source !== current));
  return pending + waiting;
}

/** Decides on the place as the module does. @throws CliError for a value that the module would refuse */
export function outboxPlaceOf(given?: string, environment: Environment = process.env): OutboxPlace {
  return asUsageError(() => resolveOutboxPath(given, environment, FLAG_NAMES));
}
