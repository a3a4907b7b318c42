import { resolve } from 'node:path';
import type { OutboxFileAdmin } from '../outbox/outbox-file-admin.js';
import { sumOf, type OutboxStatus } from '../outbox/outbox-file-types.js';
import type { Environment } from '../options/environment.js';
import { resolveOutboxPath } from '../options/outbox-path.js';
import { CliError } from './cli.error.js';
import { asUsageError, FLAG_NAMES } from './connection.js';

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
