import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './send-json.js';

/** @internal */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly handle: (
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
  ) => void | Promise<void>;
}

/**
 * Hands a request to the route of its path. Never throws: an error becomes status 500.
 *
 * @internal
 */
export async function route(
  routes: ReadonlyMap<string, Route>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '', query] = (request.url ?? '').split('?', 2);
  const found = routes.get(path);
  if (found === undefined) return sendJson(response, 404, { error: 'there is nothing here' });
  if (request.method !== found.method) {
    response.setHeader('Allow', found.method);
    return sendJson(response, 405, { error: `use ${found.method}` });
  }
  try {
    await found.handle(request, response, new URLSearchParams(query));
  } catch (error) {
    if (response.headersSent) response.destroy();
    else sendJson(response, 500, { error: String(error) });
  }
}
