import type { FaultPlan } from './fault-plan.js';
import type { Memory } from './memory.js';
import { pageFeed } from './page-feed.js';
import { servePage } from './page.handler.js';
import type { Route } from './router.js';
import { sendJson } from './send-json.js';
import { WebhookHandler } from './webhook.handler.js';

/** @internal */
export const WEBHOOK_PATH = '/api/webhooks';

/** Everything that the sandbox serves. @internal */
export function createRoutes(
  url: string,
  token: string,
  memory: Memory,
  faults: FaultPlan,
): ReadonlyMap<string, Route> {
  const webhook = new WebhookHandler(token, memory, faults);
  return new Map<string, Route>([
    [
      WEBHOOK_PATH,
      { method: 'POST', handle: (request, response) => webhook.handle(request, response) },
    ],
    [
      '/api/events',
      { method: 'GET', handle: (_, response) => sendJson(response, 200, memory.events.all()) },
    ],
    [
      '/api/requests',
      { method: 'GET', handle: (_, response) => sendJson(response, 200, memory.requests.all()) },
    ],
    [
      '/api/feed',
      {
        method: 'GET',
        handle: (_, response, query) => {
          if (query.get('revision') === memory.revision) response.writeHead(204).end();
          else sendJson(response, 200, pageFeed(memory));
        },
      },
    ],
    ['/', { method: 'GET', handle: (_, response) => servePage(response, url + WEBHOOK_PATH) }],
  ]);
}
