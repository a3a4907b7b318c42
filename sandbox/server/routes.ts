import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type {
  About,
  Answers,
  RequestPage,
  RequestSummary,
  SandboxOutcome,
  ValidationResult,
} from './api-types.js';
import { WEBHOOK_PATH } from '../../lib/options/environment.js';
import { PageFiles } from './http/page-files.js';
import { readJsonText } from './http/read-body.js';
import { HttpError, readId, readNumber, type Call, type Routes } from './http/router.js';
import { LiveStream } from './live-stream.js';
import type { ShopWatch } from './shop/shop-watch.js';
import { SIMULATED } from './simulated.js';
import type { Memory } from './store/memory.js';
import { summarise, toIso, type StoredRequest } from './store/stored-request.js';
import { findingOf } from './store/warnings-seen.js';
import { countFacets } from './views/count-facets.js';
import { describeDelivery } from './views/delivery.js';
import { listExamples } from './views/examples.js';
import { exportRequests } from './views/export-requests.js';
import { findRequests, type RequestFilter } from './views/find-requests.js';
import { describeProfile, listProfiles } from './views/profile-views.js';
import { describeRequest } from './views/request-detail.js';
import { validateBody } from './webhook/check-request.js';
import { describeFault, setFault } from './webhook/fault-json.js';
import type { FaultPlan } from './webhook/fault-plan.js';
import { WebhookHandler } from './webhook/webhook.handler.js';

export { WEBHOOK_PATH };
const EVENTS_PER_CHUNK = 500;

/** The parts of the sandbox that the routes use. */
export interface Parts {
  readonly facts: Pick<About, 'endpoint' | 'token' | 'maxEvents' | 'isOnDisk' | 'outbox'>;
  readonly memory: Memory;
  readonly faults: FaultPlan;
  /** The one that the webhook accepts; undefined for any. */
  readonly token: string | undefined;
  /** Those that have been accepted so far. */
  readonly tokens: Set<string>;
  readonly shop: ShopWatch | undefined;
}

type Reads = {
  readonly [P in keyof Answers]: (call: Call) => Answers[P] | Promise<Answers[P]>;
};

/** All routes of the sandbox. */
export function createRoutes({ facts, memory, faults, token, tokens, shop }: Parts): Routes {
  const webhook = new WebhookHandler(token, tokens, memory, faults);
  const page = new PageFiles(new URL('../page-files/', import.meta.url));
  const liveStream = new LiveStream(memory, faults, shop);

  const shownShop = (): ShopWatch => {
    if (shop !== undefined) return shop;
    throw new HttpError(404, 'no outbox is shown: start the sandbox with --outbox <file>');
  };

  const reads: Reads = {
    about: () => ({
      ...facts,
      simulated: Object.values(SIMULATED),
      eventNames: memory.coverage.eventNames(),
      outcomes: memory.requests.outcomes,
      suspiciousProfiles: memory.profiles.suspiciousCount,
      revision: memory.revision,
    }),
    coverage: () => memory.coverage.list(),
    delivery: ({ query }) => {
      const seconds = readNumber(query, 'seconds', { min: 1, max: 3600 }) ?? 300;
      return describeDelivery(memory.requests.newestFirst(), seconds, Date.now());
    },
    examples: () => listExamples(),
    facets: ({ query }) =>
      countFacets(
        memory.requests,
        readFilter(query, memory.requests.outcomes),
        query.get('latest') === 'true',
      ),
    fault: () => describeFault(faults, memory),
    profiles: ({ query }) =>
      listProfiles(memory, {
        text: query.get('text') ?? '',
        limit: readNumber(query, 'limit', { min: 1, max: 500 }) ?? 100,
        before: readNumber(query, 'before') ?? Infinity,
        onlySuspicious: query.get('suspicious') === 'true',
      }),
    'profiles/*': ({ name }) => {
      const group = memory.profiles.find(readId(name));
      if (group !== undefined) return describeProfile(memory, group);
      throw new HttpError(404, 'the profile does not exist any more');
    },
    requests: ({ query }) => listRequests(memory, query),
    'requests/*': ({ name }) => {
      const request = memory.requests.find(readId(name));
      if (request !== undefined) return describeRequest(memory, request);
      throw new HttpError(404, 'the request does not exist, or was deleted');
    },
    shop: () => shownShop().read(),
    warnings: () =>
      memory.warnings.list().map(({ first, last, ...group }) => ({
        ...group,
        finding: findingOf(group),
        paths: last.paths,
        values: last.values,
        firstAt: toIso(first.receivedAt),
        lastAt: toIso(last.receivedAt),
        exampleNumber: last.number,
      })),
  };
  const get = Object.fromEntries(
    Object.entries(reads).map(([path, read]) => [`/api/${path}`, { GET: read }]),
  );

  return {
    ...get,
    [WEBHOOK_PATH]: { POST: ({ request, response }) => webhook.handle(request, response) },
    '/api/events': { GET: (call) => sendEvents(call, memory.events.toArray()) },
    '/api/export': {
      GET: ({ query, response }) => {
        const filter = readFilter(query, memory.requests.outcomes);
        const name = 'attachment; filename="converge-requests.jsonl"';
        response.setHeader('Content-Disposition', name);
        stream(response, 'application/x-ndjson', exportRequests(memory.requests.toArray(), filter));
      },
    },
    '/api/fault': {
      ...get['/api/fault'],
      PUT: async ({ request }) => {
        setFault(faults, await readJsonText(request));
        return describeFault(faults, memory);
      },
      DELETE: () => {
        faults.set(undefined);
        return describeFault(faults, memory);
      },
    },
    '/api/requests': {
      ...get['/api/requests'],
      DELETE: ({ response }) => {
        memory.clear();
        response.writeHead(204).end();
      },
    },
    '/api/send': {
      POST: async ({ request }): Promise<RequestSummary> => {
        webhook.post(await readJsonText(request));
        return summarise(memory.requests.find(memory.newestNumber)!);
      },
    },
    '/api/shop/*': {
      POST: async ({ request, name }) => shownShop().change(name, await readJsonText(request)),
    },
    '/api/stream': {
      GET: ({ request, response, query }) => {
        const last = request.headers['last-event-id'];
        liveStream.open(response, typeof last === 'string' ? last : query.get('after'));
      },
    },
    '/api/validate': {
      POST: async ({ request }): Promise<ValidationResult> =>
        validateBody(await readJsonText(request)),
    },
    '/': { GET: ({ response }) => page.sendIndex(response) },
    '/assets/*': { GET: ({ response, name }) => page.sendAsset(response, name) },
  };
}

function listRequests({ requests, revision }: Memory, query: URLSearchParams): RequestPage {
  const page = {
    limit: readNumber(query, 'limit', { min: 1, max: 500 }) ?? 100,
    before: readNumber(query, 'before') ?? Infinity,
    after: readNumber(query, 'after') ?? 0,
    skip: readNumber(query, 'skip') ?? 0,
    latest: query.get('latest') === 'true',
  };
  const filter = readFilter(query, requests.outcomes);
  const found = findRequests(requests, filter, page);
  return {
    revision,
    simulated: [SIMULATED.answers],
    total: requests.length,
    totalEvents: requests.eventCount,
    ...found,
    requests: found.requests.map(summarise),
  };
}

function readFilter(query: URLSearchParams, known: object): RequestFilter {
  const outcomes = query.get('outcome')?.split(',').filter(Boolean) ?? [];
  if (!outcomes.every((outcome) => Object.hasOwn(known, outcome))) {
    throw new HttpError(400, `give outcome as one or more of ${Object.keys(known).join(',')}`);
  }
  const seconds = readNumber(query, 'seconds', { min: 1 });
  return {
    event: query.get('event') || undefined,
    eventId: query.get('event_id') ?? undefined,
    alias: query.get('alias') || undefined,
    outcomes: outcomes.length > 0 ? (outcomes as SandboxOutcome[]) : undefined,
    text: query.get('text') || undefined,
    warned: query.get('warned') === 'true',
    finding: query.get('finding') || undefined,
    since: seconds === undefined ? undefined : Date.now() - seconds * 1000,
  };
}

/** Sends the accepted events, oldest first: all, or the newest with a link to older ones. */
function sendEvents({ query, response }: Call, all: readonly StoredRequest[]): void {
  const limit = readNumber(query, 'limit', { min: 1 });
  const before = readNumber(query, 'before');
  const older = before === undefined ? all : all.filter(({ number }) => number < before);
  const shown = limit === undefined ? older : older.slice(-limit);
  if (shown.length < older.length) {
    const next = `/api/events?limit=${limit}&before=${shown[0]?.number}`;
    response.setHeader('Link', `<${next}>; rel="next"`);
  }
  stream(response, 'application/json', toJson(shown));
}

/** Streams what may be hundreds of megabytes. A client that disconnects is not an error. */
function stream(response: ServerResponse, type: string, parts: Iterable<string>): void {
  response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` });
  pipeline(Readable.from(parts), response, () => {});
}

/** The JSON of a list of events, made of the exact bodies. */
function* toJson(requests: readonly StoredRequest[]): Generator<string> {
  yield '[';
  for (let start = 0; start < requests.length; start += EVENTS_PER_CHUNK) {
    const chunk = requests
      .slice(start, start + EVENTS_PER_CHUNK)
      .map(
        ({ body, receivedAt, duplicates }) =>
          `{"event":${body},"receivedAt":"${toIso(receivedAt)}","duplicates":${duplicates}}`,
      );
    yield (start === 0 ? '' : ',') + chunk.join(',');
  }
  yield ']';
}
