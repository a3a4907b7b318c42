import type { Command } from 'commander';
import { addCommand, JSON_FLAG, PATH_FLAG, wholeNumber, YES_FLAG } from '../command.js';
import type { DeadLetterOptions } from '../outbox/dead-letters.js';

export function addOutboxDiscard(outbox: Command): void {
  addCommand(outbox, 'discard', 'Forget dead letters for good: all, one, or those of one event.')
    .argument('[id]', 'only this one', wholeNumber(0))
    .option('--event <name>', 'only events of this name')
    .option(...YES_FLAG)
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(async (id: number | undefined, options: DeadLetterOptions) => {
      const { discard } = await import('../outbox/discard.js');
      await discard(id, options);
    });
}
