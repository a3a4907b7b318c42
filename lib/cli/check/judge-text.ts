import { checkEvent } from '../../event/check-event.js';
import { checkSpec } from '../../event/check-spec.js';
import type { ConvergeEventDto } from '../../event/converge-event.dto.js';
import { describeReceived } from '../../event/describe-received.js';
import type { Violation } from '../../event/violation.js';
import type { Broken } from './tally.js';

/** What is wrong with the event in a text. */
export interface Verdict {
  readonly eventName: string | null;
  readonly breaks: Broken;
  readonly violations: readonly Violation[];
}

/** Judges an event as it would be posted: first by the contract, then by the spec. */
export function judgeText(text: string): Verdict {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    const received = describeReceived(text.trim());
    const advice = 'write one JSON object for each event';
    const violation = { path: 'event', rule: 'isJson', received, advice };
    return { eventName: null, breaks: 'contract', violations: [violation] };
  }
  const eventName = nameOf(event);
  const violations = checkEvent(event);
  if (violations.length > 0) return { eventName, breaks: 'contract', violations };
  return { eventName, breaks: 'spec', violations: checkSpec(event as ConvergeEventDto) };
}

function nameOf(event: unknown): string | null {
  const { event_name: name } = (event ?? {}) as { event_name?: unknown };
  return typeof name === 'string' && name !== '' ? name : null;
}
