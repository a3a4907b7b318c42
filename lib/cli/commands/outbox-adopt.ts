import type { Command } from 'commander';
import { CliError } from '../cli.error.js';
import {
  addCommand,
  ENDPOINT_FLAG,
  JSON_FLAG,
  PATH_FLAG,
  TOKEN_FLAG,
  YES_FLAG,
} from '../command.js';
import { type ConnectionOptions, readConnection } from '../connection.js';
import { type OutboxOptions, withOutbox } from '../open-outbox.js';
import { amount, print, printJson } from '../print.js';
import { confirm } from '../prompts.js';

interface AdoptOptions extends OutboxOptions, ConnectionOptions {
  readonly yes?: boolean;
}

export function addAdopt(outbox: Command): void {
  addCommand(
    outbox,
    'adopt',
    'Release the events of all other tokens and endpoints to this one, after a token was rotated or an endpoint corrected.',
    'Never use it where two sources share the file.',
  )
    .option(...TOKEN_FLAG)
    .option(...ENDPOINT_FLAG)
    .option(...YES_FLAG)
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(adopt);
}

async function adopt(options: AdoptOptions): Promise<void> {
  const { endpoint, token } = await readConnection(options);
  const adopted = await withOutbox(options.path, async (outbox) => {
    const source = await outbox.sourceOf(endpoint, token);
    if (source === undefined) {
      throw new CliError(
        'No application has used this outbox with this token and endpoint: check both, or start the ' +
          'application with them first.',
      );
    }
    const { events, sources } = await outbox.foreignEvents(source);
    if (events === 0) return 0;
    const others = amount(sources, 'other source');
    await confirm(
      `Release ${amount(events, 'event')} of ${others} to this token and endpoint?`,
      options.yes,
    );
    return outbox.adopt(source);
  });
  if (options.json === true) printJson({ adopted });
  else if (adopted === 0) print('The outbox has no events of another token or endpoint.');
  else print(`${amount(adopted, 'event')} released to this token and endpoint.`);
}
