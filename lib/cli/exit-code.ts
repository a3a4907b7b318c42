/** What a command ends with: all is well, something was found or failed, or it was called wrongly. */
export const EXIT = { fine: 0, failed: 1, wrongUsage: 2 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Is told what a command ends with. */
export type End = (exitCode: ExitCode) => void;
