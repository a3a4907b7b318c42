import { resolve } from 'node:path';
import type { OutboxFileAdmin, OutboxStatus } from '../outbox/outbox-file-admin.js';
import { DEFAULTS } from '../options/defaults.js';
import { CliError } from './cli.error.js';

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
  const path = given ?? configuredPath();
  if (path !== 'memory') return resolve(path);
  throw new CliError(
    'CONVERGE_OUTBOX_PATH is "memory", which commands cannot read: ' +
      'give the path of a file with --path.',
  );
}

function configuredPath(): string {
  return process.env['CONVERGE_OUTBOX_PATH'] || DEFAULTS.outboxPath;
}

/** How to call another command for the same file, to name it as the next step. */
export function nextCommand(command: string, path?: string): string {
  const words = `npx nestjs-converge ${command}`;
  if (path === undefined || resolve(path) === resolve(configuredPath())) return words;
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
  work: (outbox: OutboxFileAdmin) => Promise<T>,
): Promise<T> {
  const { OutboxFileAdmin } = await import('../outbox/outbox-file-admin.js');
  const outbox = await OutboxFileAdmin.open(outboxFile(given));
  try {
    return await work(outbox);
  } finally {
    outbox.close();
  }
}

/** How many undelivered events belong to other sources than this one. */
export function countHeld(sources: OutboxStatus['sources'], current: number): number {
  return sources
    .filter(({ source }) => source !== current)
    .reduce((sum, { pending, waiting }) => sum + pending + waiting, 0);
}
