import { resolve } from 'node:path';
import type { OutboxFileAdmin } from '../outbox/outbox-file-admin.js';
import { sumOf, type OutboxStatus } from '../outbox/outbox-file-types.js';
import type { Environment } from '../options/environment.js';
import { resolveOutboxPath } from '../options/outbox-path.js';
import { CliError } from './cli.error.js';
import { asUsageError, type Connection, connectionOf, FLAG_NAMES } from './connection.js';

/** The options of every outbox command. */
export interface OutboxOptions {
  readonly path?: string;
  readonly json?: boolean;
}

/**
 * The path of the file: that of --path, else of the environment, else the module's default.
 *
 * @throws CliError if the outbox is in memory
 */
export function outboxFile(given?: string): string {
  const path = outboxPathOf(given);
  if (path !== 'memory') return resolve(path);
  throw new CliError(
    'The outbox is in memory (by CONVERGE_OUTBOX_PATH, or NODE_ENV=test), which commands cannot read: ' +
      'give the path of a file with --path.',
  );
}

/** How to call another command for the same file, to name it as the next step. */
export function nextCommand(command: string, path?: string): string {
  const words = `npx nestjs-converge ${command}`;
  if (path === undefined || resolve(path) === resolve(outboxPathOf())) return words;
  return `${words} --path ${quoted(path)}`;
}

function quoted(path: string): string {
  return /^[\w./:@%+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/**
 * Opens the outbox of --path, else the one that the module uses, and closes it after the work.
 *
 * @throws CliError if it is not on disk
 * @throws OutboxUnavailableError if the file cannot be used
 */
export async function withOutbox<T>(
  given: string | undefined,
  use: 'to read' | 'to change',
  work: (outbox: OutboxFileAdmin) => Promise<T>,
): Promise<T> {
  const { OutboxFileAdmin } = await import('../outbox/outbox-file-admin.js');
  const outbox = await OutboxFileAdmin.open(outboxFile(given), use);
  try {
    return await work(outbox);
  } finally {
    outbox.close();
  }
}

/** The source of the token and endpoint in the environment. */
export interface Current {
  /** Undefined if no application has recorded anything with it. */
  readonly source: number | undefined;
  /** Of the endpoint. The file itself knows none: it has fingerprints only. */
  readonly host: string;
}

/**
 * Finds the source of the token and endpoint in the environment. Does not ask for a token, because
 * looking needs none.
 *
 * @returns undefined if neither is set
 */
export async function currentSource(outbox: OutboxFileAdmin): Promise<Current | undefined> {
  if (!process.env['CONVERGE_TOKEN'] && !process.env['CONVERGE_ENDPOINT']) return undefined;
  const { endpoint, token } = connectionOf({});
  return { source: await outbox.sourceOf(endpoint, token), host: new URL(endpoint).host };
}

/**
 * The number of the source of a token and endpoint.
 *
 * @throws CliError if no application has used the outbox with it: it is probably another one's
 */
export async function knownSource(
  outbox: OutboxFileAdmin,
  { endpoint, token }: Connection,
): Promise<number> {
  const source = await outbox.sourceOf(endpoint, token);
  if (source !== undefined) return source;
  throw new CliError(
    'No application has used this outbox with this token and endpoint: check both, or start the ' +
      'application with them first.',
  );
}

/** How many undelivered events belong to other sources than this one. */
export function countHeld(sources: OutboxStatus['sources'], current: number): number {
  const { pending, waiting } = sumOf(sources.filter(({ source }) => source !== current));
  return pending + waiting;
}

/**
 * Decides on the path as the module does.
 *
 * @returns `memory`, or a path that may be relative
 * @throws CliError for a value that the module would refuse
 */
export function outboxPathOf(given?: string, environment: Environment = process.env): string {
  return asUsageError(() => resolveOutboxPath(given, environment, FLAG_NAMES));
}
