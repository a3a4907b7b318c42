#!/usr/bin/env node
import { styleText } from 'node:util';
import { EXIT } from './cli.error.js';
import { explainError } from './explain-error.js';
import { visible, visibleLine } from '../lib/event/visible.js';
import { printAsIs, remark, toJson } from './print.js';
import { createProgram } from './program.js';

const args = process.argv.slice(2);
endWithOutput();
hideExperimentalWarnings();
try {
  await createProgram().parseAsync(args, { from: 'user' });
} catch (error) {
  const { message, exitCode } = explainError(error);
  // The command may have set one that says more.
  process.exitCode ??= exitCode;
  if (message !== undefined) {
    remark(styleText('red', visible(message), { stream: process.stderr }));
    if (args.includes('--json')) printAsIs(toJson({ error: message }));
  }
}
// A loaded application or a pool of connections would keep the process alive.
process.stdout.write('', (error) => {
  // An error of the output has its own end.
  if (!error) process.exit();
});

/** Ends when the output cannot be written: without an error where its reader has closed it, as `head` does. */
function endWithOutput(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // A reader that has not read everything resets the connection.
    if (code === 'EPIPE' || code === 'ECONNRESET') process.exit(EXIT.fine);
    remark(`Cannot write the output (${code}).`);
    process.exit(EXIT.failed);
  });
}

/** Node 22 warns that its SQLite is experimental, which does not help the user of a command. */
function hideExperimentalWarnings(): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning') remark(visibleLine(`${name}: ${message}`));
  });
}
