import type { Command } from 'commander';
import type { End } from '../exit-code.js';
import { addCommand, JSON_FLAG, PATH_FLAG, wholeNumber } from './options.js';
import type { DeadLetterOptions } from '../outbox/dead-letters.js';

export function addOutboxReplay(outbox: Command, end: End): void {
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
      end(await replay(id, options));
    });
}
