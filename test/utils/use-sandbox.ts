import { afterEach, beforeEach } from '@jest/globals';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server/index.js';

/** For the top of a spec: a new sandbox for each test, which what is returned always is. */
export function useSandbox(options?: SandboxOptions): Sandbox {
  let current: Sandbox;
  beforeEach(async () => {
    current = await createSandbox(options);
  });
  afterEach(() => current.close());
  return new Proxy({} as Sandbox, { get: (_, name) => Reflect.get(current, name) });
}
