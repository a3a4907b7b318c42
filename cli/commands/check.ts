import { styleText } from 'node:util';
import type { Violation } from '../../lib/event/violation.js';
import { visibleLine } from '../../lib/event/visible.js';
import { ViolationGroups } from '../../sandbox/server/store/violation-groups.js';
import { CliError, EXIT } from '../cli.error.js';
import type { CliCommand, Flags } from '../command.js';
import { findInputs, type Input, readPieces, readValues } from '../inputs.js';
import { amount, MAX_SHOWN, print, printJson, Progress } from '../print.js';

type CheckFlags = Flags & { readonly strict?: boolean };

export function addCheck(program: CliCommand): void {
  program
    .add(
      'check',
      "Check events against the contract of Converge's webhook and against Converge's event spec.",
    )
    .argument(
      '<input...>',
      'a file with one event, a JSON array or JSON lines; a folder of .json, .jsonl and .ndjson files; - for standard input',
    )
    .option('--strict', 'also fail for violations of the spec, not only of the contract')
    .flags('json')
    .action(check);
}

async function check(given: string[], { strict, json }: CheckFlags): Promise<void> {
  const inputs = given.flatMap(findInputs);
  const { counts, findings, isJson } = await checkInputs(inputs);
  const { events, refused, withSpecViolations } = counts;
  const fault = events === 0 ? 'has no events' : isJson ? undefined : 'is not JSON';
  if (fault !== undefined) {
    throw new CliError(`The input ${fault}: give JSON objects, one for each event.`);
  }
  const failed = refused > 0 || (strict === true && withSpecViolations > 0);
  if (json === true) printJson({ failed, files: inputs.length, ...counts, findings });
  else {
    const valid = events - refused - withSpecViolations;
    const mistakes = [...new Set(findings.map(mistakeOf))].map((mistake) =>
      findings.filter((finding) => mistakeOf(finding) === mistake),
    );
    print(
      `${amount(events, 'event')} in ${amount(inputs.length, 'input')}: ${valid} valid, ` +
        `${withSpecViolations} with warnings, ${refused} invalid.`,
      ...mistakes.slice(0, MAX_SHOWN).flatMap(describeMistake),
    );
    const left = mistakes.length - MAX_SHOWN;
    if (left > 0) print('', `And ${left} more kinds of findings: --json lists all.`);
  }
  if (failed) process.exitCode = EXIT.failed;
}

/** All occurrences of the same mistake in events of the same name. */
type Finding = Awaited<ReturnType<typeof checkInputs>>['findings'][number];

/** What makes findings one mistake, wherever in an event, and in whichever, it is. */
function mistakeOf({ breaks, rule, advice }: Finding): string {
  return JSON.stringify([breaks, rule, advice]);
}

/** The place first, as editors and terminals link it: `orders.jsonl:17: properties.items[0].price ...`. */
function describeMistake(findings: readonly Finding[]): string[] {
  const { breaks, rule, received, advice, first, firstPath, path: shown } = findings[0]!;
  const label = styleText(breaks === 'contract' ? 'red' : 'yellow', breaks);
  const places = findings.map(({ eventName, path, count, events }) => {
    const where = path === shown ? '' : `, ${path}`;
    return `${eventName ?? '(no name)'}${where}: ${amount(count, 'time')} in ${amount(events, 'event')}`;
  });
  return [
    '',
    `${visibleLine(`${first}: ${firstPath} (${rule})`)} ${label}`,
    ...[`received ${received}; ${advice}`, ...places].map((line) => `    ${visibleLine(line)}`),
  ];
}

const NO_JSON: readonly Violation[] = [
  {
    path: 'event',
    rule: 'isJson',
    received: 'invalid JSON',
    advice: 'write one JSON object for each event; except in JSON lines, the rest is not checked',
  },
];

/** The first event with a mistake, `file:line`, and the path in it with the numbers of entries. */
interface Place {
  readonly first: string;
  readonly firstPath: string;
}

/**
 * Checks all events of all inputs as they would be posted, in constant memory.
 *
 * @returns the findings: those on the contract, then those on the spec; of each, the most frequent first
 * @throws CliError for an input that cannot be read
 */
async function checkInputs(inputs: readonly Input[]) {
  const { checkEvent } = await import('../../lib/event/contract.js');
  const { checkSpec } = await import('../../lib/event/check-spec.js');
  const groups = { contract: new ViolationGroups<Place>(), spec: new ViolationGroups<Place>() };
  const counts = { events: 0, refused: 0, withSpecViolations: 0 };
  let broken = 0;
  const progress = new Progress();
  try {
    for (const input of inputs) {
      for await (const { value, line } of readValues(readPieces(input), input)) {
        progress.update(`${++counts.events} events`);
        const { event_name: given } = (value ?? {}) as { event_name?: unknown };
        const eventName = typeof given === 'string' ? given : '';
        if (value === undefined) broken++;
        const contract = value === undefined ? NO_JSON : checkEvent(value);
        const spec = checkSpec(value, {}, contract);
        if (contract.length > 0) counts.refused++;
        else if (spec.length > 0) counts.withSpecViolations++;
        const place = ({ path }: Violation) => ({
          first: `${input.name}:${line}`,
          firstPath: path,
        });
        groups.contract.add(eventName, contract, place);
        groups.spec.add(eventName, spec, place);
      }
    }
  } finally {
    progress.end();
  }
  const findings = (['contract', 'spec'] as const).flatMap((breaks) =>
    groups[breaks].list().map(({ share: _share, last: _last, first, eventName, ...group }) => ({
      breaks,
      eventName: eventName === '' ? null : eventName,
      ...group,
      ...first,
    })),
  );
  // Of one that is broken, the place helps.
  return { counts, findings, isJson: broken < 2 || broken < counts.events };
}
