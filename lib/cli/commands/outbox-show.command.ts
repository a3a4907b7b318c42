import type { Command } from 'commander';
import { addCommand, JSON_FLAG, PATH_FLAG, REVEAL_FLAG, wholeNumber } from '../command.js';
import type { OutboxShowOptions } from '../outbox/show.js';

export function addOutboxShow(outbox: Command): void {
  addCommand(outbox, 'show', 'Show an event: its keys, and what kind of value each has.')
    .argument('<id>', 'its number in the outbox, as list shows it', wholeNumber(0))
    .option(...REVEAL_FLAG)
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(async (id: number, options: OutboxShowOptions) => {
      const { show } = await import('../outbox/show.js');
      await show(id, options);
    });
}
