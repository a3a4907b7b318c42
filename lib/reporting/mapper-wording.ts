import { describeFailure, isPartMissing } from './describe-failure.js';
import type { Report } from './report.js';

/** Which function of the application failed, and why. */
export function describeMapperFailure({ mapper = '', fault = '', cause }: Report): string {
  return `${STEPS[mapper] ?? `its ${mapper} mapper`} ${howItFailed(fault, cause)}`;
}

/** The application's functions besides the mappers. */
const STEPS: Record<string, string> = {
  consent: 'the option "consent"',
  beforeSend: 'the option "beforeSend"',
};

/** Why a handler has no result, if it takes over the response, and what to do. */
export const NO_RESULT =
  'the route answers with @Res(), so that its result is not known; use @Res({ passthrough: true }) and ' +
  'return the result, or track the event with ConvergeService.track';

/** Why Nest has no mapper, and what to do. */
export const UNRESOLVED =
  'cannot be created by Nest; add it to the providers of its module, or make its dependencies available there';

const FAULTS: Record<string, string> = {
  threw: 'failed',
  undefined: 'failed, because the handler returned undefined',
  null: 'failed, because the handler returned null',
  'no result': `got no result: ${NO_RESULT}`,
  invalid:
    'returned an invalid value: consent must return "send", "drop" or a consent state, beforeSend the event or null',
  'timed out': 'took longer than 5 seconds',
  unresolved: UNRESOLVED,
};

function howItFailed(fault: string, cause: unknown): string {
  if (!['threw', 'undefined', 'null'].includes(fault)) return FAULTS[fault] ?? fault;
  const why = describeFailure(cause);
  // Not the handler's result, but something that the mapper got from elsewhere.
  return `${FAULTS[isPartMissing(why) ? 'threw' : fault]}${why}`;
}
