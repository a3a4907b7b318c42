import { styleText } from 'node:util';

type Stream = Pick<NodeJS.WriteStream, 'columns' | 'write'>;

/** A line of a terminal, and its colour. */
export type ScreenLine = readonly [
  text: string,
  colour?: 'dim' | 'bold' | 'green' | 'yellow' | 'red',
];

/** Draws lines on a terminal, each time over the ones before. */
export class Redraw {
  private drawn = 0;

  constructor(private readonly stream: Stream = process.stdout) {}

  draw(lines: readonly ScreenLine[]): void {
    // Some terminals do not know it.
    const columns = this.stream.columns || 80;
    // A line that is broken by the terminal would be two of them.
    const cut = (text: string) => (text.length < columns ? text : `${text.slice(0, columns - 2)}…`);
    const shown = lines.map(([text, colour]) =>
      colour === undefined ? cut(text) : styleText(colour, cut(text)),
    );
    const up = this.drawn === 0 ? '' : `\r\u001b[${this.drawn}A\u001b[J`;
    this.stream.write(`${up}${shown.join('\n')}\n`);
    this.drawn = lines.length;
  }
}
