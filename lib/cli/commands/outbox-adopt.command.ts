import type { Command } from 'commander';
import {
  addCommand,
  ENDPOINT_FLAG,
  JSON_FLAG,
  PATH_FLAG,
  TOKEN_FLAG,
  YES_FLAG,
} from '../command.js';
import type { OutboxAdoptOptions } from '../outbox/adopt.js';

export function addOutboxAdopt(outbox: Command): void {
  addCommand(
    outbox,
    'adopt',
    'Give the events of all other tokens and endpoints to this one, after a token was rotated.',
    'Never where two sources share the file.',
  )
    .option(...TOKEN_FLAG)
    .option(...ENDPOINT_FLAG)
    .option(...YES_FLAG)
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(async (options: OutboxAdoptOptions) => {
      const { adopt } = await import('../outbox/adopt.js');
      await adopt(options);
    });
}
