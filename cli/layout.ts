import { styleText } from 'node:util';
import truncated from 'fast-string-truncated-width';
import { visibleLine } from '../lib/event/visible.js';

export type Colour = Parameters<typeof styleText>[0];

/** The columns of the terminal, else COLUMNS. A file or a program gets lines of any length. */
export function lineWidth(stream: { readonly columns?: number } = process.stdout): number {
  return stream.columns || Number(process.env['COLUMNS']) || Infinity;
}

function widthOf(text: string): number {
  return truncated(text).width;
}

/** Fills a text up to a width; a longer one is cut. @param tail how much of its end stays, as of an id */
export function fit(text: string, width: number, tail = 0): string {
  const end = `…${text.slice(text.length - tail)}`;
  const { truncated: isLong, index } = truncated(text, { limit: width, ellipsis: end });
  const shown = isLong ? text.slice(0, index) + end : text;
  return shown + ' '.repeat(Math.max(0, width - widthOf(shown)));
}

/** The least of a last column that goes on below itself. */
const LAST_COLUMN = 20;
/** What stays in one line: a command that is copied, what is quoted, a number with its noun, a word. */
const WORDS = / *(?:(?:[\w$:]+=.* )?np[mx] [^);]*|"[^"]*"\S*|\d\S* [a-z]\S*|\S+)/g;

/** Breaks a line between words where it is too long: it goes on below the begin of its last column. */
export function wrap(line: string, width: number): string {
  if (widthOf(line) <= width) return line;
  const column = widthOf(/^(?:.* {2})? */.exec(line)![0]);
  const indent = ' '.repeat(column > width - LAST_COLUMN ? 2 : column);
  const lines = [''];
  for (const word of line.match(WORDS) ?? []) {
    const begun = lines.at(-1)!;
    if (widthOf(begun + word) > width && begun.trim() !== '') {
      lines.push(indent + word.trimStart());
    } else lines[lines.length - 1] += word;
  }
  return lines.join('\n');
}

type Row = Readonly<Record<string, string | number>>;

interface TableLook {
  /** The columns that are left out where there is no room, the first one first. */
  readonly spare?: readonly string[];
  /** The columns that are cut where there is no room, and how much of their end stays. */
  readonly cuts?: Readonly<Record<string, number>>;
  /** The colours of cells, by their text. */
  readonly colours?: Readonly<Record<string, Colour>>;
}

/** The least of a cell that is cut: while there are columns that can be left out, and then. */
const [COMFORTABLE, LEAST] = [12, 8];

/** Aligns rows in columns under a header. The last one is as wide as it is: {@link wrap} breaks it. */
export function table(
  rows: readonly Row[],
  { spare = [], cuts = {}, colours = {} }: TableLook = {},
  width = lineWidth(),
): string[] {
  const names = Object.keys(rows[0] ?? {});
  const textOf = (row: Row, name: string) => visibleLine(String(row[name] ?? ''));
  const sizes = new Map<string, number>();
  for (const name of names) {
    const size = Math.max(name.length, ...rows.map((row) => widthOf(textOf(row, name))));
    sizes.set(name, name === names.at(-1) ? Math.min(size, LAST_COLUMN) : size);
  }
  const fitted = (most: number) =>
    [...sizes].map(([name, size]) => [name, name in cuts ? Math.min(size, most) : size] as const);
  const excess = (most: number) =>
    fitted(most).reduce((sum, [, size]) => sum + size + 2, -2 - width);
  const left = spare.filter((name) => excess(COMFORTABLE) > 0 && sizes.delete(name));
  let most = Math.max(100, width);
  while (excess(most) > 0 && most > LEAST) most--;
  const line = (row: Row) =>
    fitted(most)
      .map(([name, size]) => {
        const text = textOf(row, name);
        const cell = name === names.at(-1) ? text : fit(text, size, cuts[name]);
        return colours[text] === undefined ? cell : styleText(colours[text], cell);
      })
      .join('  ')
      .trimEnd();
  const header = line(Object.fromEntries(names.map((name) => [name, name])));
  const note = left.length === 0 ? [] : [`Not shown here: ${left.join(', ')}.`];
  return [
    styleText('dim', header),
    ...rows.map(line),
    ...note.map((each) => styleText('dim', each)),
  ];
}

/** Aligns what there is under labels: a line for each. */
export function labelled(lines: Readonly<Record<string, string | undefined>>): string[] {
  const given = Object.entries(lines).filter(([, text]) => text !== undefined);
  const size = Math.max(...given.map(([label]) => label.length));
  return given.map(([label, text]) => `${styleText('dim', label.padEnd(size))}  ${text}`);
}

/** `3 h`, `20 min`. */
export const duration = (seconds: number): string =>
  inUnits(seconds, { d: 86_400, h: 3_600, min: 60, s: 1 });

/** `4 KiB`. */
export const size = (bytes: number): string =>
  inUnits(bytes, { GiB: 1024 ** 3, MiB: 1024 ** 2, KiB: 1024, bytes: 1 });

function inUnits(count: number, units: Readonly<Record<string, number>>): string {
  const [unit, factor] = Object.entries(units).find(([, least]) => count >= least || least === 1)!;
  return `${Math.floor(count / factor)} ${unit}`;
}

/** `3 min ago`, `in 12 s`; ISO 8601 for a file or a program. @param at in that, or ms since the epoch */
export function relative(at: number | string, now = Date.now()): string {
  const date = new Date(at);
  if (lineWidth() === Infinity) return date.toISOString();
  const seconds = Math.ceil((date.getTime() - now) / 1_000);
  return seconds > 0 ? `in ${duration(seconds)}` : `${duration(-seconds)} ago`;
}
