import { HttpError } from '../http/http.error.js';
import { readId, readNumber } from '../http/query.js';
import type { Call, Route } from '../http/router.js';
import { sendJson } from '../http/send-json.js';
import type { SandboxOutcome } from '../sandbox-request.interface.js';
import { SIMULATED } from '../simulated.js';
import type { Memory } from '../store/memory.js';
import type { Recorder } from '../store/recorder.js';
import { findRequests, type RequestFilter } from '../views/find-requests.js';
import { describeRequest } from '../views/request-detail.js';
import { summarise } from '../views/summary.js';

/** `GET /api/requests`: a page of them. `DELETE`: forgets all. */
export function requestsRoute(memory: Memory, recorder: Recorder): Route {
  return {
    GET: ({ query, response }) => {
      const page = {
        limit: readNumber(query, 'limit', { min: 1, max: 500 }) ?? 100,
        before: readNumber(query, 'before') ?? Infinity,
        after: readNumber(query, 'after') ?? 0,
        skip: readNumber(query, 'skip') ?? 0,
      };
      const found = findRequests(memory.requests.newestFirst(), readFilter(query, memory), page);
      sendJson(response, 200, {
        revision: memory.revision,
        simulated: [SIMULATED.answers],
        total: memory.requests.length,
        ...found,
        requests: found.requests.map(summarise),
      });
    },
    DELETE: ({ response }) => {
      recorder.clear();
      response.writeHead(204).end();
    },
  };
}

/** `GET /api/requests/:number`. */
export function requestRoute(memory: Memory): Route {
  return {
    GET: ({ name, response }: Call) => {
      const request = memory.requests.find(readId(name));
      if (request === undefined) {
        throw new HttpError(
          404,
          'there is no such request, or it was forgotten: load the list again',
        );
      }
      sendJson(response, 200, describeRequest(memory, request));
    },
  };
}

function readFilter(query: URLSearchParams, { requests }: Memory): RequestFilter {
  const outcomes = query.get('outcome')?.split(',');
  const known = Object.keys(requests.outcomes());
  if (outcomes?.every((outcome) => outcome === '' || known.includes(outcome)) === false) {
    throw new HttpError(400, `give outcome as one or several of ${known.join(',')}`);
  }
  return {
    event: query.get('event') || undefined,
    alias: query.get('alias') || undefined,
    outcomes: query.get('outcome') ? (outcomes as SandboxOutcome[]) : undefined,
    text: query.get('text') || undefined,
  };
}
