import type { IncomingMessage } from 'node:http';
import { HttpError } from './http.error.js';
import { MAX_BODY_BYTES, readBody } from './read-body.js';

/** Whether a Content-Type says JSON, as no form of a foreign page can. */
export function isJsonType(contentType: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType ?? '');
}

/** The text of a JSON body. */
export async function readJsonText(request: IncomingMessage): Promise<string> {
  if (!isJsonType(request.headers['content-type'])) {
    throw new HttpError(415, 'send the header Content-Type: application/json');
  }
  const body = await readBody(request);
  if (body === undefined) throw new HttpError(400, 'the request ended early: send it again');
  if (body.tooLarge) throw new HttpError(413, `send at most ${MAX_BODY_BYTES} bytes`);
  return body.text;
}

/** A JSON body, parsed. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readJsonText(request);
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, 'send JSON: the body could not be parsed');
  }
}
