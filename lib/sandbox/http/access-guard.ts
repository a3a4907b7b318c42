import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessKey } from './access-key.js';
import { sendJson } from './send-json.js';

const NO_KEY =
  'the access key is missing or wrong: open the address with ?key= that the sandbox printed when it started, or send the header X-Sandbox-Key';

/** Goes on to the page without the key in its address: as the own page's link, so the cookie goes along. */
const LET_IN = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Converge sandbox</title>
<meta http-equiv="refresh" content="0;url=/"><a href="/">Open the sandbox</a></html>
`;

/**
 * Asks for the access key.
 *
 * @returns whether the request may go on; if not, it was answered
 */
export function admit(key: AccessKey, request: IncomingMessage, response: ServerResponse): boolean {
  if (key.isIn(request)) return true;
  const [path, query] = (request.url ?? '').split('?', 2);
  const given = new URLSearchParams(query).get('key');
  if (request.method === 'GET' && path === '/' && key.equals(given)) {
    response
      .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Set-Cookie': key.cookie })
      .end(LET_IN);
  } else sendJson(response, 401, { error: NO_KEY });
  return false;
}
