import { readFileSync } from 'node:fs';

/**
 * Reads the table below a heading of a Markdown file.
 *
 * @returns a row as an object, by the names of the columns
 */
export function readTable(path: URL, heading: string): Array<Record<string, string>> {
  const lines = readFileSync(path, 'utf8').split('\n');
  const from = lines.indexOf(heading);
  const start = lines.findIndex((line, n) => n > from && line.startsWith('|'));
  if (from === -1 || start === -1) throw new Error(`there is no table below "${heading}"`);
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  const [columns, , ...rows] = lines.slice(start, start + length).map(cells);
  return rows.map((row) => Object.fromEntries(columns!.map((name, n) => [name, row[n]!])));
}

function cells(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
