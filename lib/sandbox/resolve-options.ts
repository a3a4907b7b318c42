import type { SandboxOptions } from './sandbox-options.interface.js';

export type ResolvedOptions = Required<Omit<SandboxOptions, 'data'>> & Pick<SandboxOptions, 'data'>;

/** Fills in the defaults and refuses what could not work. */
export function resolveOptions({
  port = 0,
  host = '127.0.0.1',
  allowedHosts = [],
  token = 'sandbox-token',
  maxEvents = 100_000,
  data,
}: SandboxOptions): ResolvedOptions {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new TypeError('createSandbox(): token must be visible ASCII, it is sent in a header');
  }
  if (!Number.isSafeInteger(maxEvents) || maxEvents < 1) {
    throw new RangeError(`createSandbox(): maxEvents must be a whole number, not ${maxEvents}`);
  }
  // An empty host would listen on all addresses.
  if (host === '') throw new TypeError('createSandbox(): host must not be empty');
  if (data === '') throw new TypeError('createSandbox(): data must be the path of a file');
  return { port, host, allowedHosts, token, maxEvents, data };
}
