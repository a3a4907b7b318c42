import type { IncomingMessage } from 'node:http';

/** Simulated: Converge documents no limit. */
export const MAX_BODY_BYTES = 1024 * 1024;

export interface Body {
  /** Empty where it is too large. */
  readonly text: string;
  readonly tooLarge: boolean;
}

/**
 * Reads a request to its end. What is too large is read too, but not kept: an answer in the middle
 * of an upload would reach most clients as a broken connection.
 *
 * @returns undefined if the client went away before the end
 */
export function readBody(request: IncomingMessage): Promise<Body | undefined> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else chunks = [];
    });
    request.on('end', () =>
      resolve({ text: Buffer.concat(chunks).toString(), tooLarge: size > MAX_BODY_BYTES }),
    );
    request.on('close', () => resolve(undefined));
    request.on('error', () => resolve(undefined));
  });
}
