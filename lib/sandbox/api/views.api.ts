import { readNumber } from '../http/query.js';
import { readJsonText } from '../http/read-json.js';
import type { Route } from '../http/router.js';
import { sendJson } from '../http/send-json.js';
import type { Memory } from '../store/memory.js';
import { compareBody } from '../views/compare.js';
import { chartDelivery } from '../views/delivery.js';

/** `GET /api/warnings`. */
export function warningsRoute({ warnings }: Memory): Route {
  return { GET: ({ response }) => sendJson(response, 200, warnings.list()) };
}

/** `GET /api/coverage`. */
export function coverageRoute({ coverage }: Memory): Route {
  return { GET: ({ response }) => sendJson(response, 200, coverage.list()) };
}

/** `GET /api/delivery`. */
export function deliveryRoute({ requests }: Memory): Route {
  return {
    GET: ({ query, response }) => {
      const seconds = readNumber(query, 'seconds', { min: 1, max: 3600 }) ?? 300;
      sendJson(response, 200, chartDelivery(requests.newestFirst(), seconds, Date.now()));
    },
  };
}

/** `POST /api/compare`. */
export function compareRoute(): Route {
  return {
    POST: async ({ request, response }) =>
      sendJson(response, 200, compareBody(await readJsonText(request))),
  };
}
