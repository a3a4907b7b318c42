import { afterEach, beforeEach } from '@jest/globals';

/** Runs the tests of a block as in production, where no error's message is logged; in memory by default. */
export function inProduction(): void {
  const { NODE_ENV, CONVERGE_OUTBOX_PATH } = process.env;

  beforeEach(() => {
    process.env['NODE_ENV'] = 'production';
    process.env['CONVERGE_OUTBOX_PATH'] = 'memory';
  });

  afterEach(() => {
    process.env['NODE_ENV'] = NODE_ENV;
    if (CONVERGE_OUTBOX_PATH === undefined) delete process.env['CONVERGE_OUTBOX_PATH'];
    else process.env['CONVERGE_OUTBOX_PATH'] = CONVERGE_OUTBOX_PATH;
  });
}
