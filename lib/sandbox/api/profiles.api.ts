import { HttpError } from '../http/http.error.js';
import { readId, readNumber } from '../http/query.js';
import type { Route } from '../http/router.js';
import { sendJson } from '../http/send-json.js';
import { describeProfile } from '../profiles/profile-detail.js';
import { listProfiles } from '../profiles/profile-list.js';
import type { Memory } from '../store/memory.js';

/** `GET /api/profiles`. */
export function profilesRoute(memory: Memory): Route {
  return {
    GET: ({ query, response }) => {
      const filter = {
        text: query.get('text') ?? '',
        limit: readNumber(query, 'limit', { min: 1, max: 500 }) ?? 100,
        before: readNumber(query, 'before') ?? Infinity,
      };
      sendJson(response, 200, listProfiles(memory, filter));
    },
  };
}

/** `GET /api/profiles/:id`. */
export function profileRoute(memory: Memory): Route {
  return {
    GET: ({ name, response }) => {
      const group = memory.profiles.find(readId(name));
      if (group === undefined) {
        throw new HttpError(404, 'there is no such profile any more: load the list again');
      }
      sendJson(response, 200, describeProfile(memory, group));
    },
  };
}
