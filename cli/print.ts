import { styleText } from 'node:util';
import { visible, visibleLine } from '../lib/event/visible.js';

/** Prints lines as the command's result. */
export function print(...lines: string[]): void {
  for (const line of lines) console.log(line);
}

/** Prints to standard error, which a program that reads the result does not get. */
export function remark(...lines: string[]): void {
  for (const line of lines) console.error(line);
}

/** Prints the command's result as JSON. */
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

/** The cells of a row by column name. */
export type Row = Readonly<Record<string, string | number>>;

/** Aligns rows in columns under a header. */
export function table(rows: readonly Row[]): string[] {
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

/** {@link table} in Markdown. */
export function markdownTable(rows: readonly Row[]): string[] {
  const names = Object.keys(rows[0] ?? {});
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const cell = (value: string | number | undefined) =>
    visibleLine(String(value ?? '')).replaceAll(/[\\|<]/g, '\\$&');
  return [
    line(names),
    line(names.map(() => '---')),
    ...rows.map((row) => line(names.map((name) => cell(row[name])))),
  ];
}

/** The least time between two updates, in milliseconds. */
const PAUSE_MS = 100;
const WIDTH = 30;

/** A progress bar on a terminal; prints nothing elsewhere. */
export class ProgressBar {
  private nextAt: number;
  private isDrawn = false;

  /** @param total the amount of work; undefined if unknown */
  constructor(
    private readonly total: number | undefined,
    private readonly stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
    private readonly now: () => number = Date.now,
  ) {
    // Work that ends at once needs no bar.
    this.nextAt = now() + PAUSE_MS;
  }

  update(done: number, remark: string): void {
    if (!this.stream.isTTY || this.now() < this.nextAt) return;
    this.nextAt = this.now() + PAUSE_MS;
    this.isDrawn = true;
    this.stream.write(`\r\u001b[K${this.bar(done)}${remark}`);
  }

  /** Removes the bar. */
  end(): void {
    if (this.isDrawn) this.stream.write('\r\u001b[K');
    this.isDrawn = false;
  }

  private bar(done: number): string {
    if (this.total === undefined) return '';
    const share = Math.min(1, done / Math.max(1, this.total));
    const percent = String(Math.floor(share * 100)).padStart(3);
    return `[${'='.repeat(Math.round(share * WIDTH)).padEnd(WIDTH)}] ${percent} %  `;
  }
}
