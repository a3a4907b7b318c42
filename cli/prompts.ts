import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CliError, usageError } from './cli.error.js';

export interface PromptStreams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Questions go to standard error, because a program may read the result. */
const STREAMS: PromptStreams = { input: process.stdin, output: process.stderr };

/** Whether there is a terminal to ask on. */
export function canAsk({ input, output }: PromptStreams = STREAMS): boolean {
  return input.isTTY === true && output.isTTY === true;
}

/** Asks for a line without showing the input. */
export async function askSecret(question: string, streams = STREAMS): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const answer = ask(streams.input, nowhere, '');
  // Printed only when the terminal no longer echoes.
  streams.output.write(question);
  const secret = (await answer).trim();
  streams.output.write('\n');
  return secret;
}

/** Asks before something that cannot be undone. @param isAgreed whether the command has --yes */
export async function confirm(
  question: string,
  isAgreed: boolean | undefined,
  streams = STREAMS,
): Promise<void> {
  if (isAgreed === true) return;
  if (!canAsk(streams)) throw usageError(`${question} Not a terminal: pass --yes to confirm.`);
  const answer = await ask(streams.input, streams.output, `${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError('Cancelled: nothing was done.');
}

function ask(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  question: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input, output, terminal: true, historySize: 0 });
    // Also called after an answer, when the promise is resolved already.
    lines.on('close', () => reject(new CliError('No answer: nothing was done.')));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
