import { Command } from 'commander';
import { addCheck } from './commands/check.command.js';
import { addDoctor } from './commands/doctor.command.js';
import { addOutbox } from './commands/outbox.command.js';
import { addPlan } from './commands/plan.command.js';
import { addSandbox } from './commands/sandbox.command.js';
import { addSendTest } from './commands/send-test.command.js';
import type { End } from './exit-code.js';
import { ownPackage } from './package-json.js';

/** All commands. They load what they need when they run, so that --help needs nothing. */
export function createProgram(end: End): Command {
  const program = new Command('nestjs-converge')
    .description('See and test what a NestJS application sends to Converge.')
    .version(ownPackage().version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    // Errors are told in our own words.
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', EXIT_CODES);
  addSandbox(program, end);
  addSendTest(program, end);
  addCheck(program, end);
  addOutbox(program, end);
  addDoctor(program, end);
  addPlan(program, end);
  return program;
}

const EXIT_CODES = `
Every command has --help and --json. Exit codes: 0 all is well, 1 something was found or failed,
2 the command was called wrongly. Colours are used on a terminal only, and not with NO_COLOR.`;
