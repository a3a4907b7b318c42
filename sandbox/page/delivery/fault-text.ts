import type { EndedFault, Fault } from '../../server/api-types.js';
import { figure, percent, plural } from '../parts/text.js';

/** A fault in words, e.g. `status 503 with Retry-After 10, for about 50 % of the requests`. */
export function describeFault(fault: Fault): string {
  return `${what(fault)}, for ${which(fault)}`;
}

function what(fault: Fault): string {
  switch (fault.kind) {
    case 'status':
      return fault.retryAfter === undefined
        ? `status ${fault.status}`
        : `status ${fault.status} with Retry-After ${fault.retryAfter}`;
    case 'delay':
      return `an answer delayed by ${figure(fault.ms)} ms`;
    case 'hang':
      return 'no answer';
    case 'hang-in-answer':
      return 'half an answer';
    case 'reset':
      return 'a reset connection';
    case 'huge-answer':
      return 'an answer of 64 MiB';
  }
}

function which({ seconds, ...range }: Fault): string {
  return seconds === undefined ? requests(range) : `${requests(range)}, for ${figure(seconds)} s`;
}

function requests({ share = 1, times }: Pick<Fault, 'share' | 'times'>): string {
  const part = share < 1 ? `about ${percent(share)} of the requests` : 'every request';
  if (times === undefined) return part;
  if (share === 1) return times === 1 ? 'the next request' : `the next ${plural(times, 'request')}`;
  return `${part}, until ${times === 1 ? '1 is' : `${figure(times)} are`} affected`;
}

/** What has become of the events that a fault affected. */
export function describeEnd({ affected, events, delivered }: EndedFault): string {
  const failed = `${plural(affected, 'request')} of ${plural(events, 'event')} failed`;
  const lost = delivered === events ? 'nothing is lost' : `${figure(events - delivered)} to come`;
  return `${failed}; ${figure(delivered)} of ${figure(events)} delivered by now, ${lost}`;
}
