import type { IncomingMessage, ServerResponse } from 'node:http';

/** A refusal, with the next step in its message. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** The last part of the path if the route's path ends with `*`, else empty. */
  readonly name: string;
}

/** Returns (a promise of) the JSON answer, or undefined if it has answered itself. */
export type Handler = (call: Call) => unknown;

/** By path, then by method; an asterisk as the last part of a path stands for any name. */
export type Routes = Readonly<Record<string, Readonly<Record<string, Handler>>>>;

/** Calls the handler of a path and method. Never rejects: an error becomes an answer. */
export async function route(
  routes: Routes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '' } = request;
  const [path = '', query] = url.split('?', 2);
  try {
    const { handlers, name } = find(routes, path);
    const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
    if (handler === undefined) {
      const allowed = Object.keys(handlers).join(', ');
      response.setHeader('Allow', allowed);
      throw new HttpError(405, `use ${allowed}`);
    }
    const content = await handler({ request, response, query: new URLSearchParams(query), name });
    if (content !== undefined) sendJson(response, 200, content as object);
  } catch (error) {
    sendError(response, error);
  }
}

function find(routes: Routes, path: string) {
  const own = (pattern: string) => (Object.hasOwn(routes, pattern) ? routes[pattern] : undefined);
  const end = path.lastIndexOf('/') + 1;
  const exact = own(path);
  const handlers = exact ?? own(`${path.slice(0, end)}*`);
  if (handlers === undefined) {
    throw new HttpError(404, 'unknown path: see the paths in docs/sandbox.md');
  }
  return { handlers, name: exact === undefined ? path.slice(end) : '' };
}

/** Answers with an error, or ends the connection if that is impossible. Never throws. */
export function sendError(response: ServerResponse, error: unknown): void {
  const [status, message] =
    error instanceof HttpError ? [error.status, error.message] : [500, describeFailure(error)];
  try {
    sendJson(response, status, { error: message });
  } catch {
    // An answer has begun, or it has a header that cannot be sent.
    response.destroy();
  }
}

/** The message of an error may quote an event; its code does not. */
function describeFailure(error: unknown): string {
  const { code, name } = error as NodeJS.ErrnoException;
  return `the sandbox failed (${code ?? name}): check its disk and memory`;
}

/** Sends an object or a list. Objects are marked as simulated, since Converge documents no answer. */
export function sendJson(response: ServerResponse, status: number, content: object): void {
  const body = toJsonBody(content);
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
    })
    .end(body);
}

/** The body of {@link sendJson}. */
export function toJsonBody(content: object): string {
  return JSON.stringify(Array.isArray(content) ? content : { simulated: true, ...content });
}

/** A whole number of the query; undefined if it is missing. */
export function readNumber(
  query: URLSearchParams,
  name: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER } = {},
): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `≥ ${min}` : `from ${min} to ${max}`;
  throw new HttpError(400, `give ${name} as a whole number ${range}`);
}

/** A number of a path; NaN, which matches nothing, if it is not a number. */
export function readId(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : NaN;
}
