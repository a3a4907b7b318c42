import { afterEach, beforeEach } from '@jest/globals';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server/index.js';

/** A new sandbox for each test of a file. */
export function useSandbox(options?: SandboxOptions): { current: Sandbox } {
  const holder = {} as { current: Sandbox };
  beforeEach(async () => {
    holder.current = await createSandbox(options);
  });
  afterEach(() => holder.current.close());
  return holder;
}
