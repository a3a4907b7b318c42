import { CommanderError } from 'commander';
import {
  EraseIncompleteError,
  OutboxUnavailableError,
  UndeliverableError,
} from '../lib/outbox/errors.js';
import { safeStack } from '../lib/reporting/messages.js';
import { CliError, EXIT, type ExitCode, usageError } from './cli.error.js';

/** Their messages are meant for operators, and hold nothing personal. */
const OUTBOX_ERRORS = [OutboxUnavailableError, UndeliverableError, EraseIncompleteError];

interface Explanation {
  /** Undefined if everything is printed already. */
  readonly message?: string;
  readonly exitCode: ExitCode;
}

/** The message and the exit code for an error. */
export function explainError(error: unknown): Explanation {
  if (error instanceof CommanderError) return explainUsage(error);
  if (error instanceof CliError) return error;
  if (OUTBOX_ERRORS.some((known) => error instanceof known)) {
    return new CliError((error as Error).message);
  }
  const missing = missingPackage(error);
  if (missing !== undefined) {
    return new CliError(`The package "${missing}" is not installed: run "npm install ${missing}".`);
  }
  const refused = refusedFile(error);
  if (refused !== undefined) return new CliError(refused);
  // The message of any other error may quote secrets or personal data.
  const message = 'Unexpected error. Please report it with this stack: ';
  return new CliError(message, EXIT.failed, safeStack(error));
}

/** Replaces commander's messages: they repeat arguments, which may be a token. */
function explainUsage({ code, message, exitCode }: CommanderError): Explanation {
  switch (code) {
    case 'commander.helpDisplayed':
    case 'commander.version':
    case 'commander.help':
      return { exitCode: exitCode === 0 ? EXIT.fine : EXIT.wrongUsage };
    case 'commander.unknownCommand':
      return usageError(`Unknown command${wordIn(message)} See --help.`);
    case 'commander.unknownOption':
      return usageError(`Unknown option${nameIn(message)}.${meant(message)} See --help.`);
    case 'commander.excessArguments':
      return usageError('Too many arguments. See --help.');
    case 'commander.invalidArgument':
      return usageError(withoutValue(message));
    default:
      // A missing option or argument: the message has no value.
      return usageError(
        `${message.replace(/^error: (.)/, (_all, first: string) => first.toUpperCase()).replace(/\.$/, '')}. See --help.`,
      );
  }
}

/** The word, if it is safe to print: a longer one, or one with other characters, may be a token. */
function wordIn(message: string): string {
  const [, word = ''] = /'(.*)'/s.exec(message) ?? [];
  const isHarmless = /^[a-z-]{1,16}$/i.test(word) && word !== process.env['CONVERGE_TOKEN'];
  return isHarmless ? ` "${word}".${meant(message)}` : '.';
}

/** The name of the option, only if it can hold no value: `-tSECRET` and `--tokn=SECRET` can. */
function nameIn(message: string): string {
  const found = /'(--[a-z][a-z-]{0,30})['=]/.exec(message);
  return found === null ? '' : ` ${found[1]}`;
}

function meant(message: string): string {
  const found = /\(Did you mean (?:one of )?([^,?]+)/.exec(message);
  return found === null ? '' : ` Did you mean "${found[1]}"?`;
}

function withoutValue(message: string): string {
  const found = /(?:option|for argument) '([^']+)'/.exec(
    message.replace(/argument '.*?' is/s, 'is'),
  );
  const advice = /is invalid(?: for argument '[^']+')?\. (.*)$/s.exec(message)?.[1];
  return `The value of ${found?.[1] ?? 'an argument'} is invalid. ${advice ?? 'See --help.'}`;
}

/** Says which file the system has refused, and why. */
function refusedFile(error: unknown): string | undefined {
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (syscall === 'uv_cwd') return 'The current folder does not exist any more: change to another.';
  if (typeof path !== 'string' || !/^E[A-Z0-9]+$/.test(code ?? '')) return undefined;
  return code === 'EACCES' || code === 'EPERM'
    ? `No permission to use ${path} (${code}): check whose it is, or run this as another user.`
    : `Cannot use ${path} (${code}): check the path.`;
}

/** The name of a package that the application has to install. */
function missingPackage(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  return /^Cannot find package '((?:@[\w.-]+\/)?[\w.-]+)'/.exec(message)?.[1];
}
