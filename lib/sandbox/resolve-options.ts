import type { SandboxOptions } from './sandbox-options.interface.js';

/** Fills in the defaults and refuses what could not work. @internal */
export function resolveOptions({
  port = 0,
  token = 'sandbox-token',
  maxEvents = 100_000,
}: SandboxOptions): Required<SandboxOptions> {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new TypeError('createSandbox(): token must be visible ASCII, it is sent in a header');
  }
  if (!Number.isSafeInteger(maxEvents) || maxEvents < 1) {
    throw new RangeError(`createSandbox(): maxEvents must be a whole number, not ${maxEvents}`);
  }
  return { port, token, maxEvents };
}
