import { CommanderError } from 'commander';
import { safeStack } from '../report/safe-stack.js';
import { CliError } from './cli.error.js';
import { EXIT, type ExitCode } from './exit-code.js';

interface Explanation {
  /** Nothing, where all is said already. */
  readonly message?: string;
  readonly exitCode: ExitCode;
}

/** What to say of an error, and what to end with. */
export function explainError(error: unknown): Explanation {
  if (error instanceof CommanderError) return explainUsage(error);
  if (error instanceof CliError) return error;
  const missing = missingPackage(error);
  if (missing !== undefined) {
    const message = `The package "${missing}" is not installed here: run "npm install ${missing}".`;
    return { message, exitCode: EXIT.failed };
  }
  // The message of any other error may quote what should not be seen.
  const message = `An unexpected error; please report it with this stack: ${safeStack(error)}`;
  return { message, exitCode: EXIT.failed };
}

/** In words of our own: commander repeats what was written, and that may be a token. */
function explainUsage({ code, message }: CommanderError): Explanation {
  switch (code) {
    case 'commander.helpDisplayed':
    case 'commander.version':
      return { exitCode: EXIT.fine };
    case 'commander.help':
      return { exitCode: EXIT.wrongUsage };
    case 'commander.unknownCommand':
      return wrong(`There is no such command${meant(message)}; --help lists them.`);
    case 'commander.unknownOption':
      return wrong(`There is no ${optionIn(message)}${meant(message)}; --help lists the options.`);
    case 'commander.excessArguments':
      return wrong('There are too many arguments; --help shows how the command is written.');
    case 'commander.invalidArgument':
      return wrong(withoutValue(message));
    default:
      // What is missing: no value is in it.
      return wrong(`${sentence(message)}; --help shows how the command is written.`);
  }
}

function wrong(message: string): Explanation {
  return { message, exitCode: EXIT.wrongUsage };
}

function meant(message: string): string {
  const found = /\(Did you mean (?:one of )?([^?]+)\?\)/.exec(message);
  return found === null ? '' : ` (did you mean ${found[1]}?)`;
}

/** Names the option only where it looks like one: `-tSECRET` and `--tokn=SECRET` do not. */
function optionIn(message: string): string {
  const found = /'(--[a-z][a-z-]{0,30})['=]/.exec(message);
  return found === null ? 'such option' : `option ${found[1]}`;
}

function withoutValue(message: string): string {
  const found = /(?:option|for argument) '([^']+)'/.exec(
    message.replace(/argument '.*?' is/s, 'is'),
  );
  const advice = /is invalid(?: for argument '[^']+')?\. (.*)$/s.exec(message)?.[1];
  return `The value of ${found?.[1] ?? 'an argument'} is wrong. ${advice ?? '--help tells what it may be.'}`;
}

/** A package that is left to the application to install. */
function missingPackage(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  return /^Cannot find package '((?:@[\w.-]+\/)?[\w.-]+)'/.exec(message)?.[1];
}

function sentence(message: string): string {
  const text = message.replace(/^error: /, '').replace(/\.$/, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
