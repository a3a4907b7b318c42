import { EXIT, type ExitCode } from './exit-code.js';

/**
 * Why a command cannot go on, as one sentence with the next step. It never holds a token or a value of
 * an event.
 */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.failed,
  ) {
    super(message);
  }
}

/** A command that was called wrongly. */
export function usageError(message: string): CliError {
  return new CliError(message, EXIT.wrongUsage);
}
