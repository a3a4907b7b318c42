import { styleText } from 'node:util';
import { visibleLine } from './print.js';

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, string | number>>;

/** Lays rows out in columns, under their names. */
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

/** The same in Markdown. */
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
