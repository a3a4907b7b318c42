import { HttpError } from '../http/http.error.js';
import { readJson } from '../http/read-json.js';
import type { Route } from '../http/router.js';
import { sendJson } from '../http/send-json.js';
import { describeFault, readFault } from '../webhook/fault-json.js';
import type { FaultPlan } from '../webhook/fault-plan.js';

/** `/api/fault`: reads, sets and ends the fault that requests meet. */
export function faultRoute(faults: FaultPlan): Route {
  return {
    GET: ({ response }) => sendJson(response, 200, describeFault(faults)),
    PUT: async ({ request, response }) => {
      const { fault, range } = readFault(await readJson(request));
      try {
        faults.set(fault, range);
      } catch (error) {
        throw new HttpError(400, (error as Error).message);
      }
      sendJson(response, 200, describeFault(faults));
    },
    DELETE: ({ response }) => {
      faults.set(undefined);
      sendJson(response, 200, describeFault(faults));
    },
  };
}
