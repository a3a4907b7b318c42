import { CliError } from '../cli.error.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { print, printJson } from '../terminal/print.js';
import { ProgressBar } from '../terminal/progress-bar.js';
import { describeTally } from './describe-tally.js';
import { findInputs, type EventInput } from './event-files.js';
import { judgeText } from './judge-text.js';
import { readValues } from './read-values.js';
import { Tally } from './tally.js';

/** What it is asked for. */
export interface CheckOptions {
  readonly strict?: boolean;
  readonly json?: boolean;
}

export async function check(input: string, { strict, json }: CheckOptions): Promise<ExitCode> {
  const inputs = findInputs(input);
  const tally = await tallyAll(inputs);
  if (tally.events === 0) {
    throw new CliError('There is no event in it: give JSON objects, one for each event.');
  }
  const failed = tally.refused > 0 || (strict === true && tally.withSpecViolations > 0);
  if (json === true) {
    const { events, refused, withSpecViolations } = tally;
    const counts = { files: inputs.length, events, refused, withSpecViolations };
    printJson({ failed, ...counts, findings: tally.findings() });
  } else {
    print(...describeTally(tally, inputs.length));
  }
  return failed ? EXIT.failed : EXIT.fine;
}

async function tallyAll(inputs: readonly EventInput[]): Promise<Tally> {
  const tally = new Tally();
  const sizes = inputs.map(({ bytes }) => bytes);
  const total = sizes.reduce<number | undefined>(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
  const bar = new ProgressBar(total);
  let doneBefore = 0;
  try {
    for (const input of inputs) {
      let done = 0;
      const pieces = counted(input, (bytes) => {
        done += bytes;
        bar.update(doneBefore + done, `${tally.events} events`);
      });
      for await (const { text, line } of readValues(pieces, input.isLines, input.name)) {
        const { eventName, breaks, violations } = judgeText(text);
        tally.add(eventName, breaks, violations, `${input.name}:${line}`);
      }
      doneBefore += done;
    }
  } finally {
    bar.end();
  }
  return tally;
}

async function* counted(input: EventInput, read: (bytes: number) => void): AsyncGenerator<string> {
  try {
    for await (const piece of input.open()) {
      read(Buffer.byteLength(piece as string));
      yield piece as string;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw error;
    throw new CliError(`${input.name} cannot be read (${code}): check its permissions.`);
  }
}
