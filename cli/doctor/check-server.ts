import { CliError } from '../cli.error.js';
import type { Connection } from '../connection.js';
import { amount } from '../print.js';
import { ServerOutbox, unknownQueue } from '../server-outbox.js';
import { fail, ok, warn, type Finding } from './finding.js';

const SUBJECT = 'outbox server';

/**
 * Checks whether an outbox's server can be reached and used.
 *
 * @param source with which the application records events; undefined if unknown
 */
export async function checkServer(url: string, source: Connection | undefined): Promise<Finding[]> {
  if (source === undefined) return [];
  try {
    return await ServerOutbox.use(url, source, async (outbox) => {
      const { pending, waiting, dead } = await outbox.counts();
      const what = `${outbox.name} has ${amount(pending + waiting, 'event')}`;
      const found = ok(SUBJECT, `${what}; what it does not take is kept in the outbox below`);
      const remedy = 'see why: npx nestjs-converge outbox list --state dead';
      const letters = `${amount(dead, 'event')} will not be sent again`;
      return dead === 0 ? [found] : [found, warn('dead letters', letters, remedy)];
    });
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return error.message === unknownQueue().message
      ? [warn(SUBJECT, 'answers, and knows no such source', error.message)]
      : [fail(SUBJECT, 'cannot be used', error.message)];
  }
}
