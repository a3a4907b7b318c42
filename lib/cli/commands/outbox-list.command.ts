import { Option, type Command } from 'commander';
import { addCommand, JSON_FLAG, PATH_FLAG, wholeNumber } from '../command.js';
import type { OutboxListOptions } from '../outbox/list.js';

export function addOutboxList(outbox: Command): void {
  addCommand(outbox, 'list', 'List events, oldest first, with their state but without their data.')
    .addOption(
      new Option('--state <state>', 'only those in this state').choices([
        'pending',
        'waiting',
        'leased',
        'dead',
      ]),
    )
    .option('--event <name>', 'only events of this name')
    .option('--after <id>', 'only those after this id: the next page', wholeNumber(0), 0)
    .option('--limit <count>', 'how many at most', wholeNumber(1), 50)
    .option('--reveal', 'show what Converge answered, which may repeat personal data')
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(async (options: OutboxListOptions) => {
      const { list } = await import('../outbox/list.js');
      await list(options);
    });
}
