import { readSync } from 'node:fs';

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

interface Line {
  readonly text: string;
  /** The place in the file behind its end. */
  readonly endsAt: number;
}

/**
 * The lines of a file that are finished, from its beginning. (Node's readline takes more for the end of
 * a line than JSON does.)
 */
export function* readLines(descriptor: number): Generator<Line> {
  let rest = Buffer.alloc(0);
  let restAt = 0;
  for (;;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const length = readSync(descriptor, chunk, 0, CHUNK_BYTES, restAt + rest.length);
    if (length === 0) return;
    const read = Buffer.concat([rest, chunk.subarray(0, length)]);
    let start = 0;
    for (let end = read.indexOf(NEWLINE); end >= 0; end = read.indexOf(NEWLINE, start)) {
      yield { text: read.toString('utf8', start, end), endsAt: restAt + end + 1 };
      start = end + 1;
    }
    rest = read.subarray(start);
    restAt += start;
  }
}
