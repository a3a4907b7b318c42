import { styleText } from 'node:util';

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
  const escaped = (character: string) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, indent).replaceAll(
    /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    escaped,
  );
}

/** `1 event`, `2 events`. */
export function amount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * Makes text from events, files and answers safe for a terminal: without the characters that move the
 * cursor, change colours or the direction of writing.
 */
export function visible(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, '·');
}

/** {@link visible} on one line. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll(/\s+/g, ' ');
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
