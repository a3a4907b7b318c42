import { Tokenizer, TokenType } from '@streamparser/json';
import { isWithin, joinPath, topPath } from '../../lib/event/describe-received.js';

const NEWLINE = 10;

/** An object or array around the token that is read. */
interface Frame {
  readonly path: string;
  /** Where in it the token stands; undefined where the key of an object is still to come. */
  key: string | number | undefined;
}

/**
 * Finds the place that a violation names, or the nearest one around it.
 *
 * @param text one JSON value
 * @param path as violations name it: `properties.items[0].price`
 * @returns how many lines are before the place
 */
export function linesBefore(text: Buffer, path: string): number {
  const frames: Frame[] = [];
  let best = { length: 0, offset: 0 };
  const consider = (frame: Frame, offset: number) => {
    const found = pathIn(frame);
    if (found.length >= best.length && isWithin(path, found)) {
      best = { length: found.length, offset };
    }
  };
  const open = (key: Frame['key']) => {
    const frame = frames.at(-1);
    frames.push({ path: frame === undefined ? '' : pathIn(frame), key });
  };
  const tokenizer = new Tokenizer();
  tokenizer.onToken = ({ token, value, offset }) => {
    const frame = frames.at(-1);
    if (token === TokenType.COLON) return;
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) frames.pop();
    else if (token === TokenType.COMMA) {
      if (frame !== undefined)
        frame.key = typeof frame.key === 'number' ? frame.key + 1 : undefined;
    } else {
      const isKey = frame?.key === undefined;
      if (frame !== undefined && isKey) frame.key = String(value);
      if (frame !== undefined && (isKey || typeof frame.key === 'number')) consider(frame, offset);
      if (token === TokenType.LEFT_BRACE) open(undefined);
      else if (token === TokenType.LEFT_BRACKET) open(0);
    }
  };
  tokenizer.write(text);
  return countLines(text.subarray(0, best.offset));
}

function pathIn({ path, key }: Frame): string {
  return path === '' && typeof key === 'string' ? topPath(key) : joinPath(path, key ?? '');
}

function countLines(text: Buffer): number {
  let lines = 0;
  for (let at = text.indexOf(NEWLINE); at !== -1; at = text.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}
