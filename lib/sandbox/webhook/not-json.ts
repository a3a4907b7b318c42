import { describeReceived } from '../../event/describe-received.js';
import type { Violation } from '../../event/violation.js';

/** The violation of a body that is no JSON. */
export function notJson(text: string): Violation {
  return {
    path: 'event',
    rule: 'isJson',
    received: describeReceived(text),
    advice: 'send one JSON object as the body',
  };
}
