import { Agent, EnvHttpProxyAgent, request, type Dispatcher } from 'undici';
import type { Environment } from '../../lib/options/environment.js';
import { isLoopback } from '../../lib/options/environment.js';
import { CliError } from '../cli.error.js';
import { connectionOf } from '../connection.js';
import { fail, ok, warn, type Finding } from './finding.js';

const TIMEOUT_MS = 10_000;
/** The largest difference of the clocks, in seconds; the Date header has whole seconds. */
const MAX_SKEW_S = 10;

interface EndpointAnswer {
  /** Undefined if there was no answer. */
  readonly status?: number;
  readonly date?: string;
  /** Why there was no answer. */
  readonly reason?: string;
  /** The time of this machine, about when the answer was written. */
  readonly at: number;
}

/** Checks whether the endpoint can be reached, and compares the clocks. */
export async function checkEndpoint(
  given: string | undefined,
  { CONVERGE_ENDPOINT }: Environment,
): Promise<Finding[]> {
  let endpoint: string;
  try {
    ({ endpoint } = connectionOf({ endpoint: given }, { CONVERGE_ENDPOINT }));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [fail('endpoint', 'cannot be used', error.message)];
  }
  const { status, date, reason, at } = await askEndpoint(endpoint);
  // Only the origin: an endpoint may have a secret in its path.
  const { origin, hostname } = new URL(endpoint);
  if (status === undefined) {
    const remedy =
      reason === 'ECONNREFUSED' && isLoopback(hostname)
        ? 'nothing listens there: start the sandbox (npx nestjs-converge sandbox), or check the address'
        : 'check the address, DNS, firewall and HTTPS_PROXY of this machine';
    return [fail('endpoint', `${origin} cannot be reached (${reason})`, remedy)];
  }
  const answered = `${origin} answers (${status} to HEAD; any answer counts, no event and no token was sent)`;
  return [ok('endpoint', answered), checkClock(date, at)];
}

const SYNCHRONISE = 'synchronise the clock of this machine with NTP';

function checkClock(date: string | undefined, at: number): Finding {
  const there = Date.parse(date ?? '');
  if (Number.isNaN(there)) {
    return warn('clock', 'not checked: the endpoint sends no Date header', SYNCHRONISE);
  }
  const skew = Math.round((at - there) / 1_000);
  if (Math.abs(skew) <= MAX_SKEW_S) return ok('clock', `within ${MAX_SKEW_S} s of the endpoint's`);
  return warn(
    'clock',
    `${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} the endpoint's: events have wrong times`,
    SYNCHRONISE,
  );
}

/**
 * Sends a HEAD request through the proxy that events use, if any. It has no body and no token, so it cannot
 * become an event.
 */
async function askEndpoint(url: string): Promise<EndpointAnswer> {
  const begin = Date.now();
  let dispatcher: Dispatcher | undefined;
  try {
    const isLocal = isLoopback(new URL(url).hostname);
    dispatcher = isLocal ? new Agent() : new EnvHttpProxyAgent({ proxyTunnel: false });
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const { statusCode, headers } = await request(url, { method: 'HEAD', dispatcher, signal });
    const { date } = headers;
    const at = (begin + Date.now()) / 2;
    return { status: statusCode, date: typeof date === 'string' ? date : undefined, at };
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    const isLate = name === 'TimeoutError';
    const other = typeof code === 'string' ? code : 'the request failed';
    return { reason: isLate ? `no answer within ${TIMEOUT_MS} ms` : other, at: begin };
  } finally {
    await dispatcher?.destroy();
  }
}
