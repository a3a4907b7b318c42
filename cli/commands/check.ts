import { styleText } from 'node:util';
import type { Command } from 'commander';
import { visibleLine } from '../../lib/event/visible.js';
import { CliError, EXIT } from '../cli.error.js';
import { addCommand, JSON_FLAG } from '../command.js';
import { findInputs } from '../input/find-inputs.js';
import type { Finding, Tally } from '../check/tally.js';
import { amount, print, printJson } from '../print.js';

interface CheckOptions {
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** The most findings that are printed; --json has all. */
const MAX_SHOWN = 50;

export function addCheck(program: Command): void {
  addCommand(
    program,
    'check',
    "Check events against the contract of Converge's webhook and against Converge's event spec.",
  )
    .argument(
      '<input>',
      'a file with one event, a JSON array or JSON lines; a folder of .json, .jsonl and .ndjson files; - for standard input',
    )
    .option('--strict', 'also fail for violations of the spec, not only of the contract')
    .option(...JSON_FLAG)
    .action(check);
}

async function check(input: string, { strict, json }: CheckOptions): Promise<void> {
  const inputs = findInputs(input);
  const { tallyInputs } = await import('../check/tally.js');
  const tally = await tallyInputs(inputs);
  const { events, refused, withSpecViolations } = tally;
  if (events === 0) {
    throw new CliError('The input has no events: give JSON objects, one for each event.');
  }
  const failed = refused > 0 || (strict === true && withSpecViolations > 0);
  if (json === true) {
    const counts = { files: inputs.length, events, refused, withSpecViolations };
    printJson({ failed, ...counts, findings: tally.findings() });
  } else {
    print(...describe(tally, inputs.length));
  }
  if (failed) process.exitCode = EXIT.failed;
}

function describe(tally: Tally, files: number): string[] {
  const { events, refused, withSpecViolations } = tally;
  const valid = events - refused - withSpecViolations;
  const findings = tally.findings();
  return [
    `${amount(events, 'event')} in ${amount(files, 'input')}: ${valid} valid, ` +
      `${withSpecViolations} with warnings, ${refused} invalid.`,
    ...findings.slice(0, MAX_SHOWN).flatMap(describeFinding),
    ...(findings.length > MAX_SHOWN
      ? ['', `And ${findings.length - MAX_SHOWN} more kinds of findings: --json lists all.`]
      : []),
  ];
}

/** The place first, as editors and terminals link it: `orders.jsonl:17: properties.items[0].price ...`. */
function describeFinding(finding: Finding): string[] {
  const { breaks, eventName, rule, received, advice, count, events, first, firstPath } = finding;
  const label = styleText(breaks === 'contract' ? 'red' : 'yellow', breaks);
  const times = `${amount(count, 'time')} in ${amount(events, 'event')}`;
  return [
    '',
    `${visibleLine(`${first}: ${firstPath} (${rule})`)} ${label}`,
    `    ${visibleLine(`received ${received}; ${advice}`)}`,
    `    ${visibleLine(`${eventName ?? '(no name)'}: ${times}`)}`,
  ];
}
