import type { Command } from 'commander';
import type { End } from '../exit-code.js';
import { addCommand, ENDPOINT_FLAG, JSON_FLAG, TOKEN_FLAG } from './options.js';
import type { SendTestOptions } from '../send-test/send-test.js';

export function addSendTest(program: Command, end: End): void {
  addCommand(
    program,
    'send-test',
    'Send a dummy "Placed Order" to Converge or the sandbox, and show what is answered.',
    'Converge documents no way to delete an event: use the token of a source for tests.',
  )
    .option(...TOKEN_FLAG)
    .option(...ENDPOINT_FLAG)
    .option(...JSON_FLAG)
    .action(async (options: SendTestOptions) => {
      const { sendTest } = await import('../send-test/send-test.js');
      end(await sendTest(options));
    });
}
