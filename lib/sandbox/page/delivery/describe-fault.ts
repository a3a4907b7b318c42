import type { Fault } from '../api/delivery-types.js';
import { percent, plural } from '../parts/plural.js';

/** A fault in words, e.g. `status 503 with Retry-After 10, for about 50 % of the requests`. */
export function describeFault(fault: Fault): string {
  return `${what(fault)}, for ${which(fault)}`;
}

function what({ kind, status, retryAfter, ms }: Fault): string {
  switch (kind) {
    case 'status':
      return retryAfter === undefined
        ? `status ${status}`
        : `status ${status} with Retry-After ${retryAfter}`;
    case 'delay':
      return `an answer that comes ${ms?.toLocaleString('en')} ms late`;
    case 'hang':
      return 'no answer';
    case 'hang-in-answer':
      return 'half an answer';
    case 'reset':
      return 'a reset connection';
    case 'huge-answer':
      return 'an answer of 64 MiB';
    default:
      return kind;
  }
}

function which({ share = 1, times }: Fault): string {
  const part = share < 1 ? `about ${percent(share)} of the requests` : 'every request';
  if (times === undefined) return part;
  if (share === 1) return times === 1 ? 'the next request' : `the next ${plural(times, 'request')}`;
  return `${part}, until ${plural(times, 'request')} met it`;
}
