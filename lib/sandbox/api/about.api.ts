import type { Route } from '../http/router.js';
import { sendJson } from '../http/send-json.js';
import { SIMULATED } from '../simulated.js';
import type { Memory } from '../store/memory.js';

/** What does not change while a sandbox runs. */
export interface SandboxFacts {
  readonly endpoint: string;
  readonly maxEvents: number;
  readonly isOnDisk: boolean;
}

/** `GET /api/about`: what this is, what of it is simulated, and what came so far. */
export function aboutRoute(facts: SandboxFacts, memory: Memory): Route {
  return {
    GET: ({ response }) =>
      sendJson(response, 200, {
        ...facts,
        simulated: Object.values(SIMULATED),
        eventNames: memory.coverage.eventNames(),
        outcomes: memory.requests.outcomes(),
        revision: memory.revision,
      }),
  };
}
