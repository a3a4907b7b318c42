#!/usr/bin/env node
import { styleText } from 'node:util';
import { EXIT } from './cli.error.js';
import { explainError } from './explain-error.js';
import { print, remark, toJson, visible } from './print.js';
import { createProgram } from './program.js';

const args = process.argv.slice(2);
endWithReader();
hideExperimentalWarnings();
try {
  await createProgram().parseAsync(args, { from: 'user' });
} catch (error) {
  const { message, exitCode } = explainError(error);
  process.exitCode = exitCode;
  if (message !== undefined) {
    remark(styleText('red', visible(message), { stream: process.stderr }));
    if (args.includes('--json')) print(toJson({ error: message }));
  }
}
// What a command loaded (an application, a pool of connections) may keep the process alive.
process.stdout.write('', () => process.exit());

/** The reader of the output may have seen enough, as `head` has. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.fine);
  });
}

/** Node 22 warns that its SQLite is experimental, which is of no use to the user of a command. */
function hideExperimentalWarnings(): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning') remark(`${name}: ${message}`);
  });
}
