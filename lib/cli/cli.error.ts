/** What a command ends with: all is well, something was found or failed, or it was called wrongly. */
export const EXIT = { fine: 0, failed: 1, wrongUsage: 2 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

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
