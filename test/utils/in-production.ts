import { beforeEach } from '@jest/globals';
import { useEnvironment } from './environment.js';

/** Runs the tests of a block as in production, where no error's message is logged; in memory by default. */
export function inProduction(): void {
  const setEnvironment = useEnvironment();
  beforeEach(() => setEnvironment({ NODE_ENV: 'production', CONVERGE_OUTBOX_PATH: 'memory' }));
}
