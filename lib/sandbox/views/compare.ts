import { checkEvent } from '../../event/check-event.js';
import type { ConvergeEventDto } from '../../event/converge-event.dto.js';
import { checkSpec, specOf } from '../spec.js';
import { notJson } from '../webhook/not-json.js';
import { parseJson } from '../webhook/parse-json.js';

/** What the webhook would say to a body, and Converge's source monitoring. Keeps nothing. */
export function compareBody(text: string): object {
  const value = parseJson(text);
  const violations = value === undefined ? [notJson(text)] : checkEvent(value);
  const warnings = violations.length > 0 ? [] : checkSpec(value as ConvergeEventDto);
  const eventName = (value as Partial<ConvergeEventDto> | null | undefined)?.event_name;
  return {
    verdict:
      violations.length > 0
        ? 'refused'
        : warnings.length > 0
          ? 'accepted with warnings'
          : 'accepted',
    eventName: typeof eventName === 'string' ? eventName : null,
    inSpec: typeof eventName === 'string' && specOf(eventName) !== undefined,
    violations,
    warnings,
  };
}
