import { CliError } from '../cli.error.js';
import { readEndpoint } from '../read-connection.js';
import { fail, ok, warn, type Finding } from './finding.js';
import { askEndpoint } from './ask-endpoint.js';

/** From where on a clock is wrong, in seconds; the Date header has no fractions of them. */
const MAX_SKEW_S = 10;

/** Whether the endpoint can be reached, and what time it is there. */
export async function lookAtEndpoint(endpoint: string): Promise<Finding[]> {
  let url: URL;
  try {
    url = readEndpoint(endpoint);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [fail('endpoint', 'cannot be used', error.message)];
  }
  const { status, date, reason, at } = await askEndpoint(endpoint);
  // Not more of it: an endpoint may have a secret in its path.
  const { origin } = url;
  if (status === undefined) {
    const remedy = 'check the address, DNS, firewall and HTTPS_PROXY of this machine';
    return [fail('endpoint', `${origin} cannot be reached (${reason})`, remedy)];
  }
  const answered = `${origin} answers (${status} to HEAD; any answer counts, no event and no token was sent)`;
  return [ok('endpoint', answered), clockFinding(date, at)];
}

function clockFinding(date: string | undefined, at: number): Finding {
  const there = Date.parse(date ?? '');
  if (Number.isNaN(there)) {
    return warn('clock', 'the endpoint tells no time', 'have this clock kept by NTP');
  }
  const skew = Math.round((at - there) / 1_000);
  if (Math.abs(skew) <= MAX_SKEW_S) return ok('clock', `within ${MAX_SKEW_S} s of the endpoint's`);
  return warn(
    'clock',
    `${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} the endpoint's: events carry wrong times`,
    'have this clock kept by NTP',
  );
}
