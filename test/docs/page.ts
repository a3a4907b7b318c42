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

/** The rows of all tables with this head, as the texts of their cells. */
export function rowsUnder(page: string, head: readonly string[]): string[][] {
  const rows: string[][] = [];
  let isUnder = false;
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) {
      isUnder = false;
      continue;
    }
    const cells = line.split('|').slice(1, -1);
    const texts = cells.map((cell) => cell.trim());
    if (texts.join() === head.join()) isUnder = true;
    else if (isUnder && !texts.every((text) => /^-+$/.test(text))) rows.push(texts);
  }
  return rows;
}
