import { isPlainObject } from '../../event/plain-json.js';
import { HttpError } from '../http/http.error.js';
import type { FaultRange, SandboxFault } from '../sandbox-fault.type.js';
import { SIMULATED } from '../simulated.js';
import type { FaultPlan } from './fault-plan.js';

const PLAIN = ['hang', 'hang-in-answer', 'reset', 'huge-answer'] as const;

const KINDS = `give kind as one of status, delay, ${PLAIN.join(', ')}`;

/** The fault that is active, as the JSON API tells it. */
export function describeFault({ active }: FaultPlan): object {
  const simulated = [SIMULATED.faults];
  if (active === undefined) return { fault: null, met: 0, simulated };
  const { fault, share, times, met } = active;
  const range = Number.isFinite(times) ? { share, times } : { share };
  return { fault: { ...toJson(fault), ...range }, met, simulated };
}

/** Reads a fault out of a body of the JSON API. @throws HttpError */
export function readFault(body: unknown): { fault: SandboxFault; range: FaultRange } {
  if (!isPlainObject(body)) throw new HttpError(400, `send an object; ${KINDS}`);
  const { share = 1, times = Infinity } = body;
  if (typeof share !== 'number') throw new HttpError(400, 'give share as a number from 0 to 1');
  if (times !== Infinity && !(Number.isInteger(times) && Number(times) > 0)) {
    throw new HttpError(400, 'give times as a whole number from 1, or leave it out');
  }
  return { fault: fromJson(body), range: { share, times: Number(times) } };
}

function fromJson({ kind, status, retryAfter, headers, body, ms }: Record<string, unknown>) {
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
  return { status, body, headers: readHeaders(headers, retryAfter) };
}

function readHeaders(headers: unknown, retryAfter: unknown): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(isPlainObject(headers) ? headers : {})) {
    given[name] = String(value);
  }
  if (retryAfter !== undefined && retryAfter !== null && retryAfter !== '') {
    given['Retry-After'] = String(retryAfter);
  }
  return given;
}

function toJson(fault: SandboxFault): object {
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
