import type { Command } from 'commander';
import type { End } from '../exit-code.js';
import { addCommand, wholeNumber } from './options.js';
import type { SandboxCommandOptions } from '../sandbox/run-sandbox.js';

export function addSandbox(program: Command, end: End): void {
  addCommand(
    program,
    'sandbox',
    'Run a local stand-in for Converge, with a page that shows what arrives, until Ctrl-C.',
  )
    .option(
      '--port <port>',
      'where it listens; 0 takes any free port',
      wholeNumber(0, 65_535),
      4400,
    )
    .option(
      '--token <token>',
      'the webhook token that is accepted (default: CONVERGE_TOKEN, else sandbox-token)',
    )
    .option('--data <path>', 'keep what arrives there, instead of in memory')
    .option(
      '--host <host>',
      'listen on this address; beyond this machine with an access key (default: 127.0.0.1)',
    )
    .option(
      '--allow-host <names...>',
      'further names under which it is reached, e.g. of a container',
    )
    .option('--json', 'print one line of JSON when it is ready')
    .action(async (options: SandboxCommandOptions) => {
      const { runSandbox } = await import('../sandbox/run-sandbox.js');
      end(await runSandbox(options));
    });
}
