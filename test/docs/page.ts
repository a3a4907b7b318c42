import { readFileSync } from 'node:fs';

/** A page of `docs/`. */
export function readPage(name: string): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
}

/** The code blocks of a language, in their order. */
export function codeBlocks(page: string, language: string): string[] {
  const blocks = page.matchAll(/^```(\S*)\n(.*?)^```$/gms);
  return [...blocks].filter(([, of]) => of === language).map(([, , code = '']) => code);
}

/** The rows of the first table below a heading, each as the texts of its cells by their columns. */
export function tableUnder(page: string, heading: string): Array<Record<string, string>> {
  const [, below] = page.split(`\n${heading}\n`);
  const [table] = /(^\|.*\n)+/m.exec(below ?? '') ?? [];
  if (table === undefined) throw new Error(`there is no table below "${heading}"`);
  const [columns, , ...rows] = table.trim().split('\n').map(cellsOf);
  return rows.map((row) => Object.fromEntries(columns!.map((name, n) => [name, row[n]!])));
}

function cellsOf(line: string): string[] {
  const cells = line.split('|').slice(1, -1);
  return cells.map((cell) => cell.trim());
}
