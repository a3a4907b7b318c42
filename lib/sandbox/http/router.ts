import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError } from './http.error.js';
import { sendJson } from './send-json.js';

export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** The last part of the path where the route's path ends with `*`, else empty. */
  readonly name: string;
}

export type Handler = (call: Call) => void | Promise<void>;

/** The handlers of a path, by method. */
export type Route = Readonly<Partial<Record<'GET' | 'POST' | 'PUT' | 'DELETE', Handler>>>;

/** By path; an asterisk as its last part stands for any name. */
export type Routes = Readonly<Record<string, Route>>;

/**
 * Hands a request to the handler of its path and method. Never throws: an error becomes an answer.
 */
export async function route(
  routes: Routes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '', query] = (request.url ?? '').split('?', 2);
  const found = find(routes, path);
  if (found === undefined) {
    return sendJson(response, 404, {
      error: 'there is nothing here: see the paths in docs/sandbox.md',
    });
  }
  const handler = found.route[request.method as keyof Route];
  if (handler === undefined) {
    const allowed = Object.keys(found.route).join(', ');
    response.setHeader('Allow', allowed);
    return sendJson(response, 405, { error: `use ${allowed}` });
  }
  try {
    await handler({ request, response, query: new URLSearchParams(query), name: found.name });
  } catch (error) {
    answerError(response, error);
  }
}

function find(routes: Routes, path: string): { route: Route; name: string } | undefined {
  if (Object.hasOwn(routes, path)) return { route: routes[path] as Route, name: '' };
  const end = path.lastIndexOf('/') + 1;
  const pattern = `${path.slice(0, end)}*`;
  return Object.hasOwn(routes, pattern)
    ? { route: routes[pattern] as Route, name: path.slice(end) }
    : undefined;
}

function answerError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else if (error instanceof HttpError) sendJson(response, error.status, { error: error.message });
  else {
    // The message of an error may quote an event, its code does not.
    const { code, name } = error as NodeJS.ErrnoException;
    sendJson(response, 500, {
      error: `the sandbox failed (${code ?? name}): look at its disk and memory`,
    });
  }
}
