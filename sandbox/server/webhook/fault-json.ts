import type { EndedFault, Fault, FaultKind, FaultState } from '../api-types.js';
import { isPlainObject } from '../../../lib/event/plain-json.js';
import { parseJson } from '../http/read-body.js';
import { HttpError } from '../http/router.js';
import type { SandboxFault } from '../sandbox.interface.js';
import { SIMULATED } from '../simulated.js';
import type { Memory } from '../store/memory.js';
import { toIso } from '../store/stored-request.js';
import type { ActiveFault, FaultPlan, PastFault } from './fault-plan.js';

const PLAIN = ['hang', 'hang-in-answer', 'reset', 'huge-answer'] as const;
const KINDS = `give kind as one of status, delay, ${PLAIN.join(', ')}`;

/** The active fault, or how the last one ended, in the format of the JSON API. */
export function describeFault({ active, ended }: FaultPlan, memory: Memory): FaultState {
  const simulated = [SIMULATED.faults];
  if (active !== undefined) {
    return { fault: toFaultJson(active), affected: active.affected, ended: null, simulated };
  }
  return { fault: null, affected: 0, ended: ended ? describeEnd(ended, memory) : null, simulated };
}

function toFaultJson({ fault, share, times, seconds }: Readonly<ActiveFault>): Fault {
  const range = Object.entries({ times, seconds }).filter(([, limit]) => Number.isFinite(limit));
  return { ...toKind(fault), share, ...Object.fromEntries(range) };
}

/** An event without an id counts as one of its own, which never arrives. */
function describeEnd(ended: PastFault, { requests, events }: Memory): EndedFault {
  const ids = new Set<string | number>();
  for (const { receivedAt, outcome, eventId, number } of requests.newestFirst()) {
    if (receivedAt < ended.startedAt) break;
    if (outcome === 'fault' && receivedAt <= ended.endedAt) ids.add(eventId ?? number);
  }
  const delivered = [...ids].filter((id) => typeof id === 'string' && events.knows(id)).length;
  const { affected } = ended;
  return {
    fault: toFaultJson(ended),
    endedAt: toIso(ended.endedAt),
    affected,
    events: ids.size,
    delivered,
  };
}

/** Sets a fault from the body of a request to the JSON API. @throws HttpError */
export function setFault(faults: FaultPlan, text: string): void {
  const body = parseJson(text);
  if (body === undefined) throw new HttpError(400, 'the body is not JSON: send a JSON object');
  if (!isPlainObject(body)) throw new HttpError(400, `send an object; ${KINDS}`);
  const { share = 1, times = Infinity, seconds = Infinity } = body;
  if (typeof share !== 'number') throw new HttpError(400, 'give share as a number from 0 to 1');
  if (times !== Infinity && !(Number.isInteger(times) && Number(times) > 0)) {
    throw new HttpError(400, 'give times as a whole number ≥ 1, or leave it out');
  }
  if (typeof seconds !== 'number' || !(seconds > 0)) {
    throw new HttpError(400, 'give seconds as a number > 0, or leave it out');
  }
  const fault = toFault(body);
  try {
    faults.set(fault, { share, times: Number(times), seconds });
  } catch (error) {
    throw new HttpError(400, (error as Error).message);
  }
}

function toFault({ kind, status, retryAfter, headers, body, ms }: Record<string, unknown>) {
  const plain = PLAIN.find((name) => name === kind);
  if (plain !== undefined) return plain;
  if (kind === 'delay') {
    if (typeof ms !== 'number') throw new HttpError(400, 'give ms as a number of milliseconds');
    return { delayMs: ms };
  }
  if (kind !== 'status') throw new HttpError(400, KINDS);
  if (typeof status !== 'number') throw new HttpError(400, 'give status as a number, 200 to 599');
  if (body !== undefined && typeof body !== 'string') {
    throw new HttpError(400, 'give body as a string, or leave it out');
  }
  if (headers !== undefined && !(isPlainObject(headers) && Object.values(headers).every(isText))) {
    throw new HttpError(400, 'give headers as an object of strings, or leave them out');
  }
  const given = Object.entries(headers ?? {});
  if (isText(retryAfter) && retryAfter !== '') given.push(['Retry-After', retryAfter]);
  const strings = given.map(([name, value]) => [name, String(value)]);
  return { status, body, headers: Object.fromEntries(strings) as Record<string, string> };
}

/** What a header can hold. */
function isText(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function toKind(fault: SandboxFault): FaultKind {
  if (typeof fault === 'string') return { kind: fault };
  if ('delayMs' in fault) return { kind: 'delay', ms: fault.delayMs };
  const { status, body } = fault;
  const headers: Record<string, string> = {};
  let retryAfter: number | string | undefined;
  for (const [name, value] of Object.entries(fault.headers ?? {})) {
    if (name.toLowerCase() !== 'retry-after') headers[name] = value;
    else retryAfter = /^\d+$/.test(value) ? Number(value) : value;
  }
  const isBare = Object.keys(headers).length === 0;
  return { kind: 'status', status, retryAfter, headers: isBare ? undefined : headers, body };
}
