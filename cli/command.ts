import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { usageError } from './cli.error.js';

/** The options that several commands have. */
const FLAGS = {
  json: ['--json', 'print the result as JSON'],
  token: [
    '--token <token>',
    'the webhook token, never printed; prefer CONVERGE_TOKEN, because other users can see arguments',
  ],
  endpoint: [
    '--endpoint <url>',
    "the URL that events are posted to (default: CONVERGE_ENDPOINT, else Converge's own)",
  ],
  path: [
    '--path <file>',
    "the outbox's file, or the URL of its server (default: CONVERGE_OUTBOX_PATH, which keeps a password from other users, else .converge/outbox)",
  ],
  yes: ['--yes', 'do not ask for confirmation'],
  reveal: ['--reveal', 'show the values of the events, which are personal data'],
  revealAnswers: ['--reveal', "show Converge's answers, which may repeat personal data"],
} as const;

/** The values of {@link FLAGS}, and of {@link CliCommand.selects}. */
export interface Flags {
  readonly json?: boolean;
  readonly token?: string;
  readonly endpoint?: string;
  readonly path?: string;
  readonly event?: string;
  readonly since?: Date;
  readonly reason?: string;
  readonly yes?: boolean;
  readonly reveal?: boolean;
}

/** A command with help in the common format. */
export class CliCommand extends Command {
  /** Adds a command below it. @param more sentences that follow the summary in its own help */
  add(name: string, summary: string, more?: string): CliCommand {
    return this.command(name)
      .summary(summary)
      .description(more === undefined ? summary : `${summary} ${more}`)
      .helpOption('-h, --help', 'print this help');
  }

  flags(...names: ReadonlyArray<keyof typeof FLAGS>): this {
    for (const name of names) this.option(FLAGS[name][0], FLAGS[name][1]);
    return this;
  }

  selects(): this {
    return this.option('--event <name>', 'only events of this name')
      .option('--since <time>', 'only since a time, or for so long, e.g. 2026-07-01, 12h, 2d', time)
      .option('--reason <text>', 'only dead letters with a reason: a status (422, 4xx) or a text');
  }

  override createCommand(name?: string): CliCommand {
    return new CliCommand(name);
  }
}

export function wholeNumber(least: number, largest = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= largest) return value;
    const range =
      largest === Number.MAX_SAFE_INTEGER ? `≥ ${least}` : `from ${least} to ${largest}`;
    throw new InvalidArgumentError(`Give a whole number ${range}.`);
  };
}

/** The folder of --app-dir. @throws CliError if it is none */
export function applicationFolder(given: string): string {
  const folder = resolve(given);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw usageError(`${given} is not a folder: give the application's folder with --app-dir.`);
}

/** A time, or how long ago it was. */
export function time(text: string): Date {
  const [, count, unit] = /^(\d{1,4})([hd])$/.exec(text) ?? [];
  const hours = Number(count) * (unit === 'd' ? 24 : 1);
  if (unit !== undefined) return new Date(Date.now() - hours * 3_600_000);
  const date = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError('Give a date, e.g. 2026-07-01 or 2026-07-01T12:00:00Z, or 2d.');
}
