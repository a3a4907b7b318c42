import { EXIT, type ExitCode } from '../exit-code.js';
import { paint } from '../terminal/colours.js';
import { print, printJson, remark } from '../terminal/print.js';
import { markdownTable, table } from '../terminal/table.js';
import { comparePlans, readPlan } from './compare-plans.js';
import { findEvents } from './find-events.js';
import type { PlannedEvent } from './planned-event.js';
import { readModule } from './read-module.js';
import { withoutOutput } from './without-output.js';
import { visibleLine } from '../terminal/visible.js';

/** What it is asked for. */
type PlanFormat = 'table' | 'markdown' | 'json';

export interface PlanOptions {
  readonly app: string;
  readonly export?: string;
  readonly format: PlanFormat;
  readonly failOnChange?: string;
  readonly json?: boolean;
}

export async function plan(options: PlanOptions): Promise<ExitCode> {
  const { app, export: exportName, failOnChange } = options;
  const before = failOnChange === undefined ? undefined : readPlan(failOnChange);
  const events = await withoutOutput(async () => findEvents(await readModule(app, exportName)));
  const changes = before === undefined ? undefined : comparePlans(before, events);
  const format = options.json === true ? 'json' : options.format;
  if (format === 'json') printJson(changes === undefined ? { events } : { events, changes });
  else show(events, format);
  if (changes === undefined || changes.length === 0) return EXIT.fine;
  remark('', paint(`The plan is not that of ${failOnChange}:`, 'red', process.stderr));
  remark(...changes.map((change) => `  ${visibleLine(change)}`));
  remark('If that is meant, write it anew with --json.');
  return EXIT.failed;
}

function show(events: readonly PlannedEvent[], format: PlanFormat): void {
  if (events.length === 0) {
    remark(
      'No handler is tracked. One that should be has a decorator above @TrackConverge that replaced the method.',
    );
  } else if (format === 'markdown') {
    print(...markdownTable(events.map(toRow)));
  } else {
    print(...table(events.map(toRow)));
  }
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
