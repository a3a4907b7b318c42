import { EXIT, type ExitCode } from './exit-code.js';
import { explainError } from './explain-error.js';
import { createProgram } from './program.js';
import { paint } from './terminal/colours.js';

/**
 * Runs the command that the arguments name.
 *
 * @returns what the process should end with
 */
export async function run(args: readonly string[]): Promise<ExitCode> {
  endWithReader();
  hideExperimentalWarnings();
  let exitCode: ExitCode = EXIT.fine;
  try {
    await createProgram((code) => (exitCode = code)).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    const { message, exitCode } = explainError(error);
    if (message === undefined) return exitCode;
    console.error(paint(message, 'red', process.stderr));
    if (args.includes('--json')) console.log(JSON.stringify({ error: message }));
    return exitCode;
  }
}

/** Whoever reads the output may have seen enough, as `head` has. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.fine);
  });
}

/** Node 22 says of its SQLite that it is experimental, which is no news to whoever runs a command. */
function hideExperimentalWarnings(): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning') console.error(`${name}: ${message}`);
  });
}
