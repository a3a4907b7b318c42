import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import { visibleLine } from '../../lib/event/visible.js';
import { EXIT, usageError } from '../cli.error.js';
import type { CliCommand, Flags } from '../command.js';
import type { PlannedEvent } from '../find-events.js';
import { requireNest } from '../packages.js';
import { table } from '../layout.js';
import { print, printJson, remark } from '../print.js';

interface PlanFlags extends Flags {
  readonly app?: string;
  readonly export?: string;
  readonly failOnChange?: string;
}

export function addPlan(program: CliCommand): void {
  program
    .add(
      'plan',
      'List every tracked handler of an application with its event and mappers: the tracking plan.',
      'Loads the module without starting the application.',
    )
    .option('--app <file>', "the application's root module, compiled: dist/app.module.js")
    .option('--export <name>', 'the name of its export (default: the only module, or AppModule)')
    .flags('json')
    .option('--fail-on-change <file>', 'fail if the plan differs from this file, made with --json')
    .action(plan);
}

async function plan(options: PlanFlags): Promise<void> {
  const { app, export: exportName, failOnChange } = options;
  if (app === undefined) {
    throw usageError(
      'The root module is missing: build the application, and give the compiled file, e.g. --app dist/app.module.js.',
    );
  }
  requireNest('plan', resolve(app));
  const before = failOnChange === undefined ? undefined : readPlan(failOnChange);
  const events = await withoutOutput(async () => {
    const { findEvents } = await import('../find-events.js');
    return findEvents(app, exportName);
  });
  const changes = before && comparePlans(before, events);
  if (options.json === true) printJson({ events, changes });
  else show(events);
  if (changes === undefined || changes.length === 0) return;
  const title = visibleLine(`The plan differs from ${failOnChange}:`);
  remark('', styleText('red', title, { stream: process.stderr }));
  remark(...changes.map((change) => `  ${visibleLine(change)}`));
  remark('If the change is intended, write the file again with --json.');
  process.exitCode = EXIT.failed;
}

/** Sends the output of the application to standard error while it is loaded. */
async function withoutOutput<T>(work: () => Promise<T>): Promise<T> {
  const { write } = process.stdout;
  process.stdout.write = process.stderr.write.bind(process.stderr);
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}

function show(events: readonly PlannedEvent[]): void {
  if (events.length === 0) {
    remark(
      'No tracked handler found. If one is missing, a decorator above its @TrackConverge replaced the method: put that decorator below.',
    );
    return;
  }
  const rows = events.map(({ inSpec, mappers, validation, ...names }) => ({
    ...names,
    spec: inSpec ? 'yes' : 'own',
    ...mappers,
    validation,
  }));
  const others = ['aliases', 'eventId', 'spec', 'profileProperties'];
  const spare = ['validation', 'when', 'timestamp', ...others];
  print(...table(rows, { spare, cuts: { event: 0, properties: 0 } }));
}

/** @throws CliError for a file that is not a plan */
function readPlan(file: string): PlannedEvent[] {
  const how = 'write it with npx nestjs-converge plan --app <file> --json > <file>';
  let value: { events?: PlannedEvent[] } | null;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw usageError(`Cannot read ${file} as JSON: ${how}.`);
  }
  const { events } = value ?? {};
  const isPlan = Array.isArray(events) && events.every((each) => each?.handler && each.mappers);
  if (!isPlan) throw usageError(`${file} is not a plan: ${how}.`);
  return events;
}

/** A line for each event of a handler that is gone (`-`) or new (`+`); a changed one has both. */
function comparePlans(before: readonly PlannedEvent[], now: readonly PlannedEvent[]): string[] {
  const [old, current] = [before.map(lineOf), now.map(lineOf)];
  return [
    ...old.filter((line) => !current.includes(line)).map((line) => `- ${line}`),
    ...current.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ].sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1));
}

function lineOf({ handler, event, mappers, validation }: PlannedEvent): string {
  const parts = Object.entries({ ...mappers, validation });
  return `${handler} tracks "${event}": ${parts.map((part) => part.join(' ')).join('; ')}`;
}
