import { Command, InvalidArgumentError } from 'commander';

export const JSON_FLAG = ['--json', 'print the result as JSON'] as const;
export const TOKEN_FLAG = [
  '--token <token>',
  'the webhook token; better in CONVERGE_TOKEN, as arguments can be seen by others (never printed)',
] as const;
export const ENDPOINT_FLAG = [
  '--endpoint <url>',
  "where events are posted to (default: CONVERGE_ENDPOINT, else Converge's own)",
] as const;
export const PATH_FLAG = [
  '--path <file>',
  "the outbox's file (default: CONVERGE_OUTBOX_PATH, else .converge/outbox)",
] as const;
export const YES_FLAG = ['--yes', 'do not ask'] as const;
export const REVEAL_FLAG = [
  '--reveal',
  'show the values of the events, which are personal data',
] as const;

/** Reads a whole number of an option or argument. */
export function wholeNumber(least: number, largest = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= largest) return value;
    throw new InvalidArgumentError(
      largest === Number.MAX_SAFE_INTEGER
        ? `It must be a whole number from ${least} on.`
        : `It must be a whole number from ${least} to ${largest}.`,
    );
  };
}

/**
 * A command whose help is written as that of all others.
 *
 * @param summary what it does, in one sentence
 * @param more what else its own help says
 */
export function addCommand(parent: Command, name: string, summary: string, more?: string): Command {
  return parent
    .command(name)
    .summary(summary)
    .description(more === undefined ? summary : `${summary} ${more}`)
    .helpOption('--help', 'print this help');
}
