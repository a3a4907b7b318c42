import type { ShopAction, ShopEvent, ShopState } from '../api-types.js';
import {
  type OutboxFileAdmin,
  type OutboxStatus,
  type StoredEvent,
  sumOf,
} from '../../../lib/outbox/outbox-file-admin.js';
import type { Memory } from '../store/memory.js';
import { toIso, type StoredRequest } from '../store/stored-request.js';

/** How many events are listed that are not dead, and how many dead letters. */
const LISTED = 50;
/** How many of the newest requests are searched for those of the listed events. */
const SEARCHED = 20_000;

/** How much of a name, an id or a reason is shown, in characters. */
const MAX_TEXT_LENGTH = 1_000;

/** What makes an event's source the sandbox: its addresses, as an application may write them, and its tokens. */
export interface OwnSource {
  readonly endpoints: readonly string[];
  /** Those that have been accepted so far. */
  readonly tokens: ReadonlySet<string>;
}

/**
 * Reads the state of an outbox's file.
 *
 * @throws OutboxUnavailableError, whose message says in words what is wrong with the file
 */
export async function readShop(path: string, own: OwnSource, memory: Memory): Promise<ShopState> {
  const outbox = await openOutbox(path, 'to read');
  try {
    const sources = await findSources(outbox, own);
    const status = await outbox.status();
    const events = await outbox.newest(LISTED);
    const requests = latestRequests(memory, events);
    return {
      ...describeFile(path, status, sources),
      events: events.map((event) =>
        describeEvent(event, sources.has(event.source), requests.get(event.eventId ?? '')),
      ),
    };
  } finally {
    outbox.close();
  }
}

/** The numbers of the sandbox's own sources in the file. */
export async function findSources(
  outbox: OutboxFileAdmin,
  { endpoints, tokens }: OwnSource,
): Promise<ReadonlySet<number>> {
  const found = await Promise.all(
    endpoints.flatMap((endpoint) => [...tokens].map((token) => outbox.sourceOf(endpoint, token))),
  );
  return new Set(found.filter((source) => source !== undefined));
}

/** What can be done with an event that was recorded for this sandbox. */
export function actionsOn({
  state,
  undeliverable,
}: Pick<StoredEvent, 'state' | 'undeliverable'>): readonly ShopAction[] {
  if (state === 'waiting') return ['send-now'];
  if (state !== 'dead') return [];
  return undeliverable ? ['discard'] : ['replay', 'discard'];
}

/** The state of a path without a file, or with one that cannot be read. */
export function emptyShop(path: string, problem?: string): ShopState {
  const counts = { pending: 0, leased: 0, waiting: 0, dead: 0, held: 0 };
  return {
    path,
    file: problem === undefined ? 'missing' : 'unreadable',
    problem: problem ?? null,
    senders: 0,
    sendsHere: false,
    counts,
    oldestAt: null,
    events: [],
  };
}

function describeFile(
  path: string,
  { senders, leased, oldestAt, sources }: OutboxStatus,
  own: ReadonlySet<number>,
): Omit<ShopState, 'events'> {
  const sourcesHere = sources.filter(({ source }) => own.has(source));
  const here = sumOf(sourcesHere);
  const all = sumOf(sources);
  return {
    path,
    file: 'open',
    problem: null,
    senders,
    sendsHere: sourcesHere.length > 0,
    counts: {
      pending: here.pending,
      leased,
      waiting: here.waiting,
      dead: all.dead,
      held: all.pending + all.waiting - here.pending - here.waiting,
    },
    oldestAt: oldestAt === undefined ? null : toIso(oldestAt),
  };
}

function describeEvent(
  event: StoredEvent,
  isOwn: boolean,
  request: StoredRequest | undefined,
): ShopEvent {
  const { id, eventName, eventId, state, attempts, recordedAt, dueAt, diedAt } = event;
  const isHeld = !isOwn && state !== 'dead' && state !== 'leased';
  return {
    id,
    eventName: eventName.slice(0, MAX_TEXT_LENGTH),
    eventId: eventId?.slice(0, MAX_TEXT_LENGTH) ?? null,
    state: isHeld ? 'held' : state,
    attempts,
    recordedAt: toIso(recordedAt),
    dueAt: state === 'waiting' ? toIso(dueAt) : null,
    diedAt: diedAt === undefined ? null : toIso(diedAt),
    reason: state === 'dead' ? reasonOf(event, isOwn) : failureOf(request),
    actions: isOwn ? actionsOn(event) : [],
    requestNumber: request?.number ?? null,
  };
}

/** With a status, the reason repeats an answer: that of Converge may repeat personal data. */
function reasonOf({ reason, status }: StoredEvent, isOwn: boolean): string | null {
  if (reason === undefined) return null;
  return isOwn || status === undefined
    ? reason.slice(0, MAX_TEXT_LENGTH)
    : `Another endpoint answered ${status}: see npx nestjs-converge outbox show`;
}

/** How an attempt failed; null if it did not, or none has arrived. */
function failureOf(request: StoredRequest | undefined): string | null {
  if (request === undefined) return null;
  const { outcome, status, reason } = request;
  if (outcome === 'accepted' || outcome === 'duplicate') return null;
  const answered = status === undefined || outcome === 'fault' ? '' : `answered ${status}: `;
  return `${answered}${reason ?? outcome}`.slice(0, MAX_TEXT_LENGTH);
}

/** The latest request of each event, by event id. */
function latestRequests({ requests }: Memory, events: readonly StoredEvent[]) {
  const wanted = new Set(events.flatMap(({ eventId }) => eventId ?? []));
  const found = new Map<string, StoredRequest>();
  let searched = 0;
  for (const request of requests.newestFirst()) {
    if (found.size === wanted.size || ++searched > SEARCHED) break;
    const { eventId } = request;
    if (eventId === undefined || !wanted.has(eventId) || found.has(eventId)) continue;
    found.set(eventId, request);
  }
  return found;
}

/** The outbox's file, loaded only if there is one to show. @throws OutboxUnavailableError */
export async function openOutbox(
  path: string,
  use: 'to read' | 'to change',
): Promise<OutboxFileAdmin> {
  const { OutboxFileAdmin: Admin } = await import('../../../lib/outbox/outbox-file-admin.js');
  return Admin.open(path, use);
}
