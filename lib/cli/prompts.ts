import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CliError, usageError } from './cli.error.js';

/** Where questions are asked. */
export interface PromptStreams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Questions go beside the result, which may be read by a program. */
const STREAMS: PromptStreams = { input: process.stdin, output: process.stderr };

/** Whether a person can answer. */
export function canAsk({ input, output }: PromptStreams = STREAMS): boolean {
  return input.isTTY === true && output.isTTY === true;
}

/** Asks for a line; what is typed is not shown. */
export async function askSecret(question: string, streams = STREAMS): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const answer = ask(streams.input, nowhere, '');
  // Only now, when the terminal no longer shows what is typed.
  streams.output.write(question);
  const secret = (await answer).trim();
  streams.output.write('\n');
  return secret;
}

/**
 * Asks whether to do what cannot be undone.
 *
 * @param isAgreed whether the command was called with --yes
 */
export async function confirm(
  question: string,
  isAgreed: boolean | undefined,
  streams = STREAMS,
): Promise<void> {
  if (isAgreed === true) return;
  if (!canAsk(streams)) {
    throw usageError(`${question} Not a terminal: pass --yes to confirm.`);
  }
  const answer = await ask(streams.input, streams.output, `${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError('Nothing was changed.');
}

function ask(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  question: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input, output, terminal: true, historySize: 0 });
    // Also after the answer, which has resolved by then.
    lines.on('close', () => reject(new CliError('No answer: nothing was done.')));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
