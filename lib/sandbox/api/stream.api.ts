import type { Route } from '../http/router.js';
import type { LiveStream } from '../stream/live-stream.js';

/** `GET /api/stream`: what happens, as server-sent events. */
export function streamRoute(stream: LiveStream): Route {
  return {
    GET: ({ request, response, query }) => {
      const last = request.headers['last-event-id'];
      stream.open(response, typeof last === 'string' ? last : query.get('after'));
    },
  };
}
