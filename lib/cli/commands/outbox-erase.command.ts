import type { Command } from 'commander';
import { addCommand, JSON_FLAG, PATH_FLAG, YES_FLAG } from '../command.js';
import type { OutboxEraseOptions } from '../outbox/erase.js';

export function addOutboxErase(outbox: Command): void {
  addCommand(
    outbox,
    'erase',
    "Forget all of a person's events that are in the outbox, and overwrite them in the file.",
    'What is being sent at that moment may still arrive.',
  )
    .argument(
      '<alias>',
      'one of the aliases, exactly as it was sent; - reads it from standard input',
    )
    .option(...YES_FLAG)
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(async (alias: string, options: OutboxEraseOptions) => {
      const { erase } = await import('../outbox/erase.js');
      await erase(alias, options);
    });
}
