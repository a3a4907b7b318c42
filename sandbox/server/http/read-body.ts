import type { IncomingMessage } from 'node:http';
import { HttpError } from './router.js';

/** Simulated: Converge documents no limit. */
export const MAX_BODY_BYTES = 1024 * 1024;

export interface Body {
  /** Empty if it is too large. */
  readonly text: string;
  readonly tooLarge: boolean;
}

/**
 * Reads a request to its end. A body that is too large is read as well, but not kept: for most clients,
 * an answer in the middle of an upload is a broken connection.
 *
 * @returns undefined if the client disconnected before the end
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

/** Whether a Content-Type is JSON, which no form of a foreign page can send. */
export function isJsonType(contentType: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType ?? '');
}

/** The text of a JSON body. @throws HttpError */
export async function readJsonText(request: IncomingMessage): Promise<string> {
  if (!isJsonType(request.headers['content-type'])) {
    throw new HttpError(415, 'send the header Content-Type: application/json');
  }
  const body = await readBody(request);
  if (body === undefined) throw new HttpError(400, 'the request ended early: send it again');
  if (body.tooLarge) throw new HttpError(413, `send at most ${MAX_BODY_BYTES} bytes`);
  return body.text;
}

/** @returns undefined for invalid JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
