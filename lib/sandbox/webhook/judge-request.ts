import type { IncomingHttpHeaders } from 'node:http';
import { checkEvent } from '../../event/check-event.js';
import type { ConvergeEventDto } from '../../event/converge-event.dto.js';
import type { Violation } from '../../event/violation.js';
import { MAX_BODY_BYTES, type Body } from '../http/read-body.js';
import { isJsonType } from '../http/read-json.js';
import { notJson } from './not-json.js';

export type Verdict = Acceptable | Unacceptable;

interface Acceptable {
  readonly event: ConvergeEventDto;
  readonly violations: readonly [];
}

interface Unacceptable {
  readonly event?: undefined;
  readonly outcome: 'refused' | 'unauthorised';
  /** Simulated, as all statuses are. */
  readonly status: 400 | 401 | 413 | 415;
  readonly reason: string;
  readonly violations: readonly Violation[];
}

/** Decides whether the webhook takes a request. @param value the parsed body, if it is JSON */
export function judgeRequest(
  headers: IncomingHttpHeaders,
  body: Body,
  value: unknown,
  token: string,
): Verdict {
  const given = headers['x-webhook-token'];
  if (given !== token) {
    const reason = given === undefined ? 'X-Webhook-Token is missing' : 'X-Webhook-Token is wrong';
    return { outcome: 'unauthorised', status: 401, reason, violations: [] };
  }
  if (!isJsonType(headers['content-type'])) {
    return refuse(415, 'Content-Type is not application/json');
  }
  if (body.tooLarge) return refuse(413, `the body is larger than ${MAX_BODY_BYTES} bytes`);
  if (value === undefined) return refuse(400, 'the body is not JSON', [notJson(body.text)]);
  const violations = checkEvent(value);
  if (violations.length > 0) return refuse(400, "the event breaks Converge's contract", violations);
  return { event: value as ConvergeEventDto, violations: [] };
}

function refuse(
  status: Unacceptable['status'],
  reason: string,
  violations: readonly Violation[] = [],
): Unacceptable {
  return { outcome: 'refused', status, reason, violations };
}
