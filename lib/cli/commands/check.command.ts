import type { Command } from 'commander';
import type { End } from '../exit-code.js';
import { addCommand, JSON_FLAG } from './options.js';
import type { CheckOptions } from '../check/check.js';

export function addCheck(program: Command, end: End): void {
  addCommand(
    program,
    'check',
    "Check events against the contract of Converge's webhook and against Converge's event spec.",
  )
    .argument(
      '<input>',
      'a file with one event, a JSON array or JSON lines; a folder of .json, .jsonl and .ndjson files; - for standard input',
    )
    .option(
      '--strict',
      'fail for what breaks the spec, too; else only for what breaks the contract',
    )
    .option(...JSON_FLAG)
    .action(async (input: string, options: CheckOptions) => {
      const { check } = await import('../check/check.js');
      end(await check(input, options));
    });
}
