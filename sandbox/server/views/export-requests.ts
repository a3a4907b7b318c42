import { parseJson } from '../http/read-body.js';
import { toIso, type StoredRequest } from '../store/stored-request.js';
import { compile, type RequestFilter } from './find-requests.js';

/** How many requests are written at once. */
const CHUNK = 200;

/** The requests that match a filter as JSON lines, oldest first. */
export function* exportRequests(
  requests: readonly StoredRequest[],
  filter: RequestFilter,
): Generator<string> {
  const matches = compile(filter);
  for (let start = 0; start < requests.length; start += CHUNK) {
    const found = requests.slice(start, start + CHUNK).filter(matches);
    if (found.length > 0) yield found.map(toLine).join('');
  }
}

/** The event as it came; a body that is not JSON as text. */
function toLine({ number, receivedAt, attempt, outcome, status, reason, body }: StoredRequest) {
  const facts = JSON.stringify({
    number,
    receivedAt: toIso(receivedAt),
    attempt,
    outcome,
    status: status ?? null,
    reason: reason ?? null,
  });
  // In valid JSON, line breaks are only between values.
  const isJson = parseJson(body) !== undefined;
  const last = isJson
    ? `"event":${body.replaceAll(/[\r\n]+/g, ' ')}`
    : `"body":${JSON.stringify(body)}`;
  return `${facts.slice(0, -1)},${last}}\n`;
}
