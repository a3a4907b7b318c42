import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { usageError } from './cli.error.js';

export const JSON_FLAG = ['--json', 'print the result as JSON'] as const;
export const TOKEN_FLAG = [
  '--token <token>',
  'the webhook token, never printed; prefer CONVERGE_TOKEN, because other users can see arguments',
] as const;
export const ENDPOINT_FLAG = [
  '--endpoint <url>',
  "the URL that events are posted to (default: CONVERGE_ENDPOINT, else Converge's own)",
] as const;
export const PATH_FLAG = [
  '--path <file>',
  "the outbox's file, or the URL of its server (default: CONVERGE_OUTBOX_PATH, which keeps a password from other users, else .converge/outbox)",
] as const;
export const YES_FLAG = ['--yes', 'do not ask for confirmation'] as const;
export const REVEAL_ANSWERS_FLAG = [
  '--reveal',
  "show Converge's answers, which may repeat personal data",
] as const;
export const REVEAL_FLAG = [
  '--reveal',
  'show the values of the events, which are personal data',
] as const;

/** Parses the whole number of an option or argument. */
export function wholeNumber(least: number, largest = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= largest) return value;
    const range =
      largest === Number.MAX_SAFE_INTEGER ? `≥ ${least}` : `from ${least} to ${largest}`;
    throw new InvalidArgumentError(`Give a whole number ${range}.`);
  };
}

/**
 * Adds a command with help in the common format.
 *
 * @param summary one sentence
 * @param more further sentences for its own help
 */
export function addCommand(parent: Command, name: string, summary: string, more?: string): Command {
  return parent
    .command(name)
    .summary(summary)
    .description(more === undefined ? summary : `${summary} ${more}`)
    .helpOption('-h, --help', 'print this help');
}

/** The folder of --app-dir. @throws CliError if it is none */
export function applicationFolder(given: string): string {
  const folder = resolve(given);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw usageError(`${given} is not a folder: give the application's folder with --app-dir.`);
}
