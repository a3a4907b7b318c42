import type { RequestListener } from 'node:http';
import { admit } from './http/access-guard.js';
import { AccessKey } from './http/access-key.js';
import type { HostGuard } from './http/host-guard.js';
import { route, type Routes } from './http/router.js';
import { setSecureHeaders } from './http/secure-headers.js';
import { sendJson } from './http/send-json.js';
import { WEBHOOK_PATH } from './routes.js';

/**
 * Answers requests that may be served.
 *
 * @param key needed for everything but the webhook, which has its token; undefined if none is
 */
export function serve(
  routes: Routes,
  guard: HostGuard,
  key: AccessKey | undefined,
): RequestListener {
  return (request, response) => {
    setSecureHeaders(response);
    const error = guard.refuse(request);
    if (error !== undefined) return sendJson(response, 403, { error });
    const isWebhook = request.url?.split('?', 1)[0] === WEBHOOK_PATH;
    if (key !== undefined && !isWebhook && !admit(key, request, response)) return;
    void route(routes, request, response);
  };
}
