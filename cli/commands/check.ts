import { styleText } from 'node:util';
import type { Command } from 'commander';
import type { ConvergeEventDto } from '../../lib/event/converge-event.dto.js';
import { ViolationGroups } from '../../lib/event/violation.js';
import type { Violation } from '../../lib/event/violation.js';
import { visibleLine } from '../../lib/event/visible.js';
import { CliError, EXIT } from '../cli.error.js';
import { addCommand, JSON_FLAG } from '../command.js';
import { findInputs, type FoundValue, type Input, readPieces, readValues } from '../inputs.js';
import { amount, print, printJson, ProgressBar } from '../print.js';

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

/** All occurrences of the same mistake in events of the same name. */
interface Finding {
  readonly breaks: 'contract' | 'spec';
  /** Null for events without a name. */
  readonly eventName: string | null;
  /** Without the numbers of entries: `properties.items[].price`. */
  readonly path: string;
  readonly rule: string;
  /** The type of the first wrong value. */
  readonly received: string;
  readonly advice: string;
  /** The first such event, `file:line`, and the path in it with the numbers of entries. */
  readonly first: string;
  readonly firstPath: string;
  readonly count: number;
  readonly events: number;
}

const NO_JSON: readonly Violation[] = [
  {
    path: 'event',
    rule: 'isJson',
    received: 'invalid JSON',
    advice: 'write one JSON object for each event; except in JSON lines, the rest is not checked',
  },
];

interface Place {
  readonly first: string;
  readonly firstPath: string;
}

/** Loaded when they are needed. */
type Rules = typeof import('../../lib/event/check-event.js') &
  typeof import('../../lib/event/check-spec.js');

/** Validates events and counts the findings. */
class Tally {
  events = 0;
  refused = 0;
  withSpecViolations = 0;
  private readonly contract = new ViolationGroups<Place>();
  private readonly spec = new ViolationGroups<Place>();

  constructor(private readonly rules: Rules) {}

  /**
   * Validates an event as it would be posted, by the contract and by the spec.
   *
   * @param found its value is undefined for invalid JSON
   * @param name of the input
   */
  add({ value, line }: FoundValue, name: string): void {
    this.events++;
    const { event_name: given } = (value ?? {}) as { event_name?: unknown };
    const eventName = typeof given === 'string' ? given : '';
    const { checkEvent, checkSpec, checkSpecBeside } = this.rules;
    const contract = value === undefined ? NO_JSON : checkEvent(value);
    const spec =
      contract.length > 0 ? checkSpecBeside(contract, value) : checkSpec(value as ConvergeEventDto);
    if (contract.length > 0) this.refused++;
    else if (spec.length > 0) this.withSpecViolations++;
    const placeOf = ({ path }: Violation) => ({ first: `${name}:${line}`, firstPath: path });
    this.contract.add(eventName, contract, placeOf);
    this.spec.add(eventName, spec, placeOf);
  }

  /** Violations of the contract first, then of the spec; the most frequent first. */
  findings(): Finding[] {
    return [...toFindings('contract', this.contract), ...toFindings('spec', this.spec)];
  }
}

function toFindings(breaks: Finding['breaks'], groups: ViolationGroups<Place>): Finding[] {
  return groups.list().map(({ share: _share, last: _last, first, eventName, ...group }) => ({
    breaks,
    eventName: eventName === '' ? null : eventName,
    ...group,
    ...first,
  }));
}

/** Reads and validates all inputs, in constant memory. @throws CliError for one that cannot be read */
async function tallyInputs(inputs: readonly Input[]): Promise<Tally> {
  const tally = new Tally({
    ...(await import('../../lib/event/check-event.js')),
    ...(await import('../../lib/event/check-spec.js')),
  });
  const isKnown = inputs.every(({ bytes }) => bytes !== undefined);
  const total = isKnown ? inputs.reduce((sum, { bytes }) => sum + bytes!, 0) : undefined;
  const bar = new ProgressBar(total);
  let done = 0;
  const onRead = (bytes: number) => {
    done += bytes;
    bar.update(done, `${tally.events} events`);
  };
  try {
    for (const input of inputs) {
      for await (const found of readValues(readPieces(input, onRead), input)) {
        tally.add(found, input.name);
      }
    }
  } finally {
    bar.end();
  }
  return tally;
}
