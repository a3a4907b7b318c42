import { parseJson } from '../webhook/parse-json.js';
import type { Arrival } from './stored-request.interface.js';

/** The first line of the file: whose it is, and how it is written. */
export const HEADER = JSON.stringify({ file: 'nestjs-converge sandbox', version: 1 });

export function writeArrival(arrival: Arrival): string {
  const { receivedAt, outcome, status, reason, brought, violations, headers, body } = arrival;
  return JSON.stringify({
    receivedAt,
    outcome,
    status,
    reason,
    brought,
    violations: violations.length === 0 ? undefined : violations,
    headers,
    body,
  });
}

/** @returns undefined for the first line, and for what somebody else wrote */
export function readArrival(line: string): Arrival | undefined {
  const read = parseJson(line) as Partial<Arrival> | null | undefined;
  if (typeof read?.receivedAt !== 'number' || typeof read.body !== 'string') return undefined;
  const { receivedAt, outcome = 'refused', headers = '{}', body } = read;
  const { status, reason, brought, violations = [] } = read;
  return { receivedAt, outcome, status, reason, brought, violations, headers, body };
}
