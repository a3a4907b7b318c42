import type { Command } from 'commander';
import type { End } from '../exit-code.js';
import { addCommand, JSON_FLAG, PATH_FLAG } from './options.js';
import type { OutboxCommandOptions } from '../outbox/outbox-path.js';

export function addOutboxStatus(outbox: Command, end: End): void {
  addCommand(outbox, 'status', 'Count the events in the outbox, by state and source.')
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(async (options: OutboxCommandOptions) => {
      const { status } = await import('../outbox/status.js');
      end(await status(options));
    });
}
