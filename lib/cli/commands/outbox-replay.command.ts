import type { Command } from 'commander';
import { addCommand, JSON_FLAG, PATH_FLAG, wholeNumber } from '../command.js';
import type { DeadLetterOptions } from '../outbox/dead-letters.js';

export function addOutboxReplay(outbox: Command): void {
  addCommand(
    outbox,
    'replay',
    'Make dead letters pending again: all, one, or those of one event.',
    'A running application sends them at once.',
  )
    .argument('[id]', 'only this one', wholeNumber(0))
    .option('--event <name>', 'only events of this name')
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(async (id: number | undefined, options: DeadLetterOptions) => {
      const { replay } = await import('../outbox/replay.js');
      await replay(id, options);
    });
}
