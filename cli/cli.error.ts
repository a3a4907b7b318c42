import { visible, visibleLine } from '../lib/event/visible.js';

/** Success; a finding or a failure; wrong usage. */
export const EXIT = { fine: 0, failed: 1, wrongUsage: 2 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command. The message is a sentence with the next step, without a token or a value of an event. */
export class CliError extends Error {
  override readonly name = 'CliError';

  /** @param stack a safe one, which has several lines */
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.failed,
    stack = '',
  ) {
    super(visibleLine(message) + visible(stack));
  }
}

export function usageError(message: string): CliError {
  return new CliError(message, EXIT.wrongUsage);
}
