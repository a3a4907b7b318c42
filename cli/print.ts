import { styleText } from 'node:util';
import { visible, visibleLine } from '../lib/event/visible.js';

export function print(...lines: string[]): void {
  for (const line of lines) console.log(line);
}

/** Prints to standard error, which a program that reads the result does not get. */
export function remark(...lines: string[]): void {
  for (const line of lines) console.error(line);
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

/** Aligns rows in columns under a header. */
export function table(rows: ReadonlyArray<Readonly<Record<string, string | number>>>): string[] {
  const names = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => names.map((name) => visibleLine(String(row[name] ?? ''))));
  const widths = names.map((name, column) =>
    Math.max(name.length, ...cells.map((row) => row[column]!.length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  return [styleText('dim', line(names)), ...cells.map(line)];
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
    this.stream.write(`\r\u001b[K${text}`);
  }

  end(): void {
    if (this.isShown) this.stream.write('\r\u001b[K');
  }
}
