import { visible } from '../lib/event/visible.js';
import { lineWidth, wrap } from './layout.js';

/** Prints lines for people, which are broken to fit the terminal. */
export function print(...lines: string[]): void {
  for (const line of lines) console.log(wrap(line, lineWidth()));
}

/** Prints lines that are to be copied: nothing breaks them. */
export function printAsIs(...lines: string[]): void {
  for (const line of lines) console.log(line);
}

/** {@link print} to standard error, which a program that reads the result does not get. */
export function remark(...lines: string[]): void {
  if (process.stderr.isTTY) process.stderr.write(CLEAR_LINE);
  for (const line of lines) console.error(wrap(line, lineWidth(process.stderr)));
}

/** Takes away what {@link Progress} has shown. */
const CLEAR_LINE = '\r\u001b[K';

/** Prints the result of a command: for programs with --json, else for people. */
export function answer(isJson = false, result: unknown, ...lines: string[]): void {
  if (isJson) printJson(result);
  else print(...lines);
}

export function printJson(value: unknown): void {
  console.log(toJson(value, 2));
}

/** Prints one of many results as a line of JSON; waits for a slow reader. */
export async function printJsonLine(value: unknown): Promise<void> {
  if (process.stdout.write(`${toJson(value)}\n`)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

/** JSON that also escapes the characters that control a terminal, see {@link visible}. */
export function toJson(value: unknown, indent?: number): string {
  return visible(JSON.stringify(value, null, indent));
}

/** The most findings, ids and mistakes that are printed. */
export const MAX_SHOWN = 50;

/** `1 event`, `2 events`. */
export function amount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** ISO 8601. @param milliseconds since the epoch */
export function isoTime(milliseconds: number): string;
export function isoTime(milliseconds: number | undefined): string | undefined;
export function isoTime(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}

/** Shows on a terminal how far a command is, ten times a second at most; prints nothing elsewhere. */
export class Progress {
  private nextAt: number;
  private isShown = false;

  constructor(
    private readonly stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
    private readonly now: () => number = Date.now,
  ) {
    // Work that ends at once needs none.
    this.nextAt = now() + 100;
  }

  update(text: string): void {
    if (!this.stream.isTTY || this.now() < this.nextAt) return;
    this.nextAt = this.now() + 100;
    this.isShown = true;
    this.stream.write(CLEAR_LINE + text);
  }

  end(): void {
    if (this.isShown) this.stream.write(CLEAR_LINE);
  }
}
