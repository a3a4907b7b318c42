import type { Command } from 'commander';
import type { ForeignEvents } from '../../lib/outbox/outbox-file-admin.js';
import {
  addCommand,
  ENDPOINT_FLAG,
  JSON_FLAG,
  PATH_FLAG,
  TOKEN_FLAG,
  YES_FLAG,
} from '../command.js';
import { type ConnectionOptions, readConnection } from '../connection.js';
import { type AnyOutbox, knownSource, type OutboxFlags, withOutbox } from '../with-outbox.js';
import { amount, print, printJson, remark, table } from '../print.js';
import { confirm } from '../prompts.js';
import { ServerOutbox } from '../server-outbox.js';

interface AdoptOptions extends OutboxFlags, ConnectionOptions {
  readonly yes?: boolean;
}

export function addAdopt(outbox: Command): void {
  addCommand(
    outbox,
    'adopt',
    'Release the events of all other tokens and endpoints to this one, after a token was rotated or an endpoint corrected.',
    'Never use it where two sources share the outbox.',
  )
    .option(...TOKEN_FLAG)
    .option(...ENDPOINT_FLAG)
    .option(...YES_FLAG)
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(adopt);
}

async function adopt(options: AdoptOptions): Promise<void> {
  const connection = await readConnection(options);
  const release = async (outbox: AnyOutbox) => {
    if (outbox instanceof ServerOutbox) return adoptOnServer(outbox, options.yes);
    const source = await knownSource(outbox, connection);
    const others = await outbox.foreignEvents(source);
    if (others.length === 0) return 0;
    if (options.yes !== true) remark(...describeSources(others), '');
    const events = others.reduce((total, each) => total + each.events, 0);
    await confirm(
      `Release ${amount(events, 'event')} of ${amount(others.length, 'other source')} to this token and endpoint?`,
      options.yes,
    );
    return outbox.adopt(source);
  };
  const adopted = await withOutbox(options.path, 'to change', release, connection);
  if (options.json === true) printJson({ adopted });
  else if (adopted === 0) print('The outbox has no events of another token or endpoint.');
  else print(`${amount(adopted, 'event')} released to this token and endpoint.`);
}

/** A server only counts the events of other sources. */
async function adoptOnServer(outbox: ServerOutbox, isAgreed: boolean | undefined): Promise<number> {
  const { held } = await outbox.counts();
  if (held === 0) return 0;
  await confirm(
    `Release ${amount(held, 'event')} of all other sources to this token and endpoint?`,
    isAgreed,
  );
  return outbox.adopt();
}

/** A source has a number only: the file does not hold its token and endpoint. */
function describeSources(sources: readonly ForeignEvents[]): string[] {
  const rows = sources.map(({ source, events, oldestAt }) => ({
    source,
    events,
    'oldest recorded at': new Date(oldestAt).toISOString(),
  }));
  return [
    ...table(rows),
    'A source is a token with an endpoint. If one of these is the sandbox, its test events are released, too.',
  ];
}
