const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

export type Colour = keyof typeof CODES;

/** Colours a text, where it goes to a terminal and nobody forbids it. */
export function paint(
  text: string,
  colour: Colour,
  stream: { readonly isTTY?: boolean } = process.stdout,
): string {
  const isColoured = stream.isTTY === true && !process.env['NO_COLOR'] && !isDumb();
  return isColoured ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text;
}

function isDumb(): boolean {
  return process.env['TERM'] === 'dumb';
}
