import { aboutRoute, type SandboxFacts } from './api/about.api.js';
import { eventsRoute } from './api/events.api.js';
import { faultRoute } from './api/fault.api.js';
import { profileRoute, profilesRoute } from './api/profiles.api.js';
import { requestRoute, requestsRoute } from './api/requests.api.js';
import { streamRoute } from './api/stream.api.js';
import { compareRoute, coverageRoute, deliveryRoute, warningsRoute } from './api/views.api.js';
import { PageFiles } from './http/page-files.js';
import type { Routes } from './http/router.js';
import type { Memory } from './store/memory.js';
import type { Recorder } from './store/recorder.js';
import { LiveStream } from './stream/live-stream.js';
import type { FaultPlan } from './webhook/fault-plan.js';
import { WebhookHandler } from './webhook/webhook.handler.js';

export const WEBHOOK_PATH = '/api/webhooks';

/** What the routes are about. */
export interface Parts {
  readonly facts: SandboxFacts;
  readonly memory: Memory;
  readonly faults: FaultPlan;
  readonly recorder: Recorder;
  readonly token: string;
}

/** Everything that the sandbox serves. */
export function createRoutes({ facts, memory, faults, recorder, token }: Parts): Routes {
  const webhook = new WebhookHandler(token, memory.events, recorder, faults);
  const page = new PageFiles(new URL('page-files/', import.meta.url));
  return {
    [WEBHOOK_PATH]: { POST: ({ request, response }) => webhook.handle(request, response) },
    '/api/about': aboutRoute(facts, memory),
    '/api/compare': compareRoute(),
    '/api/coverage': coverageRoute(memory),
    '/api/delivery': deliveryRoute(memory),
    '/api/events': eventsRoute(memory),
    '/api/fault': faultRoute(faults),
    '/api/profiles': profilesRoute(memory),
    '/api/profiles/*': profileRoute(memory),
    '/api/requests': requestsRoute(memory, recorder),
    '/api/requests/*': requestRoute(memory),
    '/api/stream': streamRoute(new LiveStream(memory, faults)),
    '/api/warnings': warningsRoute(memory),
    '/': { GET: ({ response }) => page.sendIndex(response) },
    '/assets/*': { GET: ({ response, name }) => page.sendAsset(response, name) },
  };
}
