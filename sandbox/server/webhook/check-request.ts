import type { IncomingHttpHeaders } from 'node:http';
import type { ValidationResult } from '../api-types.js';
import { checkEvent, type ConvergeEventDto } from '../../../lib/event/contract.js';
import { checkSpec } from '../../../lib/event/check-spec.js';
import { describeReceived, type Violation } from '../../../lib/event/violation.js';
import { specOf } from '../../../lib/event/spec/event-spec.js';
import { isJsonType, MAX_BODY_BYTES, parseJson, type Body } from '../http/read-body.js';

export type Verdict = Accepted | Refused;

interface Accepted {
  readonly event: ConvergeEventDto;
  readonly violations: readonly [];
}

interface Refused {
  readonly event?: undefined;
  readonly outcome: 'refused' | 'unauthorised';
  /** Simulated, as all statuses are. */
  readonly status: 400 | 401 | 413 | 415;
  readonly reason: string;
  readonly violations: readonly Violation[];
}

/**
 * Decides whether the webhook accepts a request.
 *
 * @param value the parsed body, if it is JSON
 * @param token the one that is accepted; undefined for any
 */
export function checkRequest(
  headers: IncomingHttpHeaders,
  body: Body,
  value: unknown,
  token: string | undefined,
): Verdict {
  const given = headers['x-webhook-token'];
  if (given === undefined || given !== (token ?? given)) {
    const reason = given === undefined ? 'X-Webhook-Token is missing' : 'X-Webhook-Token is wrong';
    return { outcome: 'unauthorised', status: 401, reason, violations: [] };
  }
  if (!isJsonType(headers['content-type'])) {
    return refuse(415, 'Content-Type is not application/json');
  }
  if (body.tooLarge) return refuse(413, `the body is larger than ${MAX_BODY_BYTES} bytes`);
  const violations = checkValue(value, body.text);
  if (value === undefined) return refuse(400, 'the body is not JSON', violations);
  if (violations.length > 0) return refuse(400, "the event breaks Converge's contract", violations);
  return { event: value as ConvergeEventDto, violations: [] };
}

/** Checks a body by the rules of the webhook and of Converge's source monitoring. Stores nothing. */
export function validateBody(text: string): ValidationResult {
  const value = parseJson(text);
  const violations = checkValue(value, text);
  const warnings = checkSpec(value, {}, violations);
  const given = (value as Partial<ConvergeEventDto> | null | undefined)?.event_name;
  const eventName = typeof given === 'string' ? given : null;
  const accepted = warnings.length > 0 ? 'accepted with warnings' : 'accepted';
  return {
    verdict: violations.length > 0 ? 'refused' : accepted,
    eventName,
    inSpec: eventName !== null && specOf(eventName) !== undefined,
    violations,
    warnings,
  };
}

function checkValue(value: unknown, text: string): readonly Violation[] {
  if (value !== undefined) return checkEvent(value);
  const advice = 'send one JSON object as the body';
  return [{ path: 'event', rule: 'isJson', received: describeReceived(text), advice }];
}

function refuse(
  status: Refused['status'],
  reason: string,
  violations: readonly Violation[] = [],
): Refused {
  return { outcome: 'refused', status, reason, violations };
}
