import { pipeline, Readable } from 'node:stream';
import { readNumber } from '../http/query.js';
import type { Route } from '../http/router.js';
import type { Memory } from '../store/memory.js';
import { toIso } from '../store/snapshots.js';
import type { StoredRequest } from '../store/stored-request.interface.js';

const PER_CHUNK = 500;

/** `GET /api/events`: the events that were taken, oldest first. */
export function eventsRoute({ events }: Memory): Route {
  return {
    GET: ({ query, response }) => {
      const limit = readNumber(query, 'limit', { min: 1 });
      const before = readNumber(query, 'before');
      const all = events.toArray();
      const older = before === undefined ? all : all.filter(({ number }) => number < before);
      const shown = limit === undefined ? older : older.slice(-limit);
      if (shown.length < older.length) {
        const next = `/api/events?limit=${limit}&before=${shown[0]?.number}`;
        response.setHeader('Link', `<${next}>; rel="next"`);
      }
      response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
      // All of them may be hundreds of megabytes. That a client leaves before the end is no error.
      pipeline(Readable.from(toJson(shown)), response, () => {});
    },
  };
}

/** The JSON of a list of events, made of the bodies as they came. */
function* toJson(requests: readonly StoredRequest[]): Generator<string> {
  yield '[';
  for (let start = 0; start < requests.length; start += PER_CHUNK) {
    const chunk = requests.slice(start, start + PER_CHUNK).map(eventJson);
    yield (start === 0 ? '' : ',') + chunk.join(',');
  }
  yield ']';
}

function eventJson({ body, receivedAt, duplicates }: StoredRequest): string {
  return `{"event":${body},"receivedAt":"${toIso(receivedAt)}","duplicates":${duplicates}}`;
}
