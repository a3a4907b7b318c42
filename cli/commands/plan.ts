import { styleText } from 'node:util';
import { Option, type Command } from 'commander';
import { visibleLine } from '../../lib/event/visible.js';
import { EXIT } from '../cli.error.js';
import { addCommand } from '../command.js';
import type { PlannedEvent } from '../plan/find-events.js';
import { markdownTable, print, printJson, remark, table } from '../print.js';

interface PlanOptions {
  readonly app: string;
  readonly export?: string;
  readonly format: 'table' | 'markdown' | 'json';
  readonly failOnChange?: string;
  readonly json?: boolean;
}

export function addPlan(program: Command): void {
  addCommand(
    program,
    'plan',
    'List every tracked handler of an application with its event and mappers: the tracking plan.',
    'Loads the module without starting the application.',
  )
    .requiredOption('--app <file>', "the application's root module, compiled: dist/app.module.js")
    .option('--export <name>', 'the name of its export (default: the only module, or AppModule)')
    .addOption(
      new Option('--format <format>', 'the output format')
        .choices(['table', 'markdown', 'json'])
        .default('table'),
    )
    .option('--json', 'the same as --format json')
    .option('--fail-on-change <file>', 'fail if the plan differs from this file, made with --json')
    .action(plan);
}

async function plan(options: PlanOptions): Promise<void> {
  const { app, export: exportName, failOnChange } = options;
  const { comparePlans, readPlan } = await import('../plan/compare-plans.js');
  const before = failOnChange === undefined ? undefined : readPlan(failOnChange);
  const events = await withoutOutput(async () => {
    const { readModule } = await import('../plan/read-module.js');
    const module = await readModule(app, exportName);
    // Takes longest to load: what is refused needs none of it.
    const { findEvents } = await import('../plan/find-events.js');
    return findEvents(module);
  });
  const changes = before === undefined ? undefined : comparePlans(before, events);
  const format = options.json === true ? 'json' : options.format;
  if (format === 'json') printJson(changes === undefined ? { events } : { events, changes });
  else show(events, format);
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

function show(events: readonly PlannedEvent[], format: 'table' | 'markdown'): void {
  if (events.length === 0) {
    remark(
      'No tracked handler found. If one is missing, a decorator above its @TrackConverge replaced the method: put that decorator below.',
    );
    return;
  }
  const lines = format === 'markdown' ? markdownTable : table;
  print(...lines(events.map(toRow)));
}

function toRow({ handler, routes, event, inSpec, mappers, validation }: PlannedEvent) {
  const { properties, profileProperties, aliases, eventId, timestamp, when } = mappers;
  return {
    event,
    spec: inSpec ? 'yes' : 'own',
    route: routes.join(', '),
    handler,
    properties,
    profile: profileProperties,
    aliases,
    'event id': eventId,
    timestamp,
    when,
    validation,
  };
}
