import type { Command } from 'commander';
import { addCommand, JSON_FLAG, PATH_FLAG } from '../command.js';
import type { OutboxCommandOptions } from '../outbox/outbox-path.js';

export function addOutboxStatus(outbox: Command): void {
  addCommand(outbox, 'status', 'Count the events in the outbox, by state and source.')
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(async (options: OutboxCommandOptions) => {
      const { status } = await import('../outbox/status.js');
      await status(options);
    });
}
