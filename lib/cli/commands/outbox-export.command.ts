import { Option, type Command } from 'commander';
import { addCommand, PATH_FLAG, REVEAL_FLAG } from '../command.js';
import type { OutboxExportOptions } from '../outbox/export-events.js';

export function addOutboxExport(outbox: Command): void {
  addCommand(outbox, 'export', 'Write all events as JSON lines to standard output.')
    .addOption(new Option('--dead', 'only dead letters').conflicts('pending'))
    .option('--pending', 'only what is not a dead letter')
    .option(...REVEAL_FLAG)
    .option(...PATH_FLAG)
    .option('--json', 'is what it does anyway')
    .action(async (options: OutboxExportOptions) => {
      const { exportEvents } = await import('../outbox/export-events.js');
      await exportEvents(options);
    });
}
