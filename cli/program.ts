import { CliCommand } from './command.js';
import { addAudit } from './commands/audit.js';
import { addCheck } from './commands/check.js';
import { addDoctor } from './commands/doctor.js';
import { addInit } from './commands/init.js';
import { addOutbox } from './commands/outbox.js';
import { addPlan } from './commands/plan.js';
import { addSandbox } from './commands/sandbox.js';
import { addSend } from './commands/send.js';
import { addSendTest } from './commands/send-test.js';
import { ownPackage } from './packages.js';

/** All commands. Each loads its code when it runs, so that --help is fast. */
export function createProgram(): CliCommand {
  const program = new CliCommand('nestjs-converge')
    .description('See and test what a NestJS application sends to Converge.')
    .version(ownPackage().version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'Print the help of a command.')
    .exitOverride()
    // explainError prints the errors.
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', EXIT_CODES);
  [addInit, addSandbox, addSendTest, addSend, addCheck].forEach((add) => add(program));
  [addOutbox, addAudit, addDoctor, addPlan].forEach((add) => add(program));
  return program;
}

const EXIT_CODES = `
Every command has --help and --json. Exit codes: 0 success, 1 a finding or a failure, 2 wrong usage.
Colours are used on a terminal only, and not with NO_COLOR.`;
