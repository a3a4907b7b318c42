import { styleText } from 'node:util';
import { visibleLine } from '../../lib/event/visible.js';
import {
  type OutboxFileAdmin,
  type OutboxStatus,
  sumOf,
} from '../../lib/outbox/outbox-file-admin.js';
import { type CliCommand, wholeNumber } from '../command.js';
import {
  countHeld,
  type Current,
  currentSource,
  nextCommand,
  outboxFile,
  type OutboxFlags,
  withOutbox,
} from '../with-outbox.js';
import { amount, isoTime, print, printJson, table } from '../print.js';
import { ServerOutbox } from '../server-outbox.js';
import { addAdopt, addDiscard, addErase, addReplay } from './outbox-changes.js';
import { addExport, addList, addShow } from './outbox-events.js';

interface StatusOptions extends OutboxFlags {
  readonly watch?: boolean;
  readonly interval: number;
}

const MAX_INTERVAL_S = 3_600;

export function addOutbox(program: CliCommand): void {
  const outbox = program
    .add('outbox', 'Inspect and change the events in an outbox, also while the application runs.')
    .helpCommand('help [command]', 'Print the help of a command.');
  addStatus(outbox);
  addList(outbox);
  addShow(outbox);
  addReplay(outbox);
  addDiscard(outbox);
  addErase(outbox);
  addAdopt(outbox);
  addExport(outbox);
}

function addStatus(outbox: CliCommand): void {
  outbox
    .add('status', 'Count the events in the outbox, by state and source.')
    .option('--watch', 'print a line with depth, rates and state of the delivery until Ctrl-C')
    .option(
      '--interval <seconds>',
      'with --watch, the time between two lines',
      wholeNumber(1, MAX_INTERVAL_S),
      2,
    )
    .flags('path', 'json')
    .action(status);
}

async function status({ path, json, watch, interval }: StatusOptions): Promise<void> {
  if (watch === true) {
    const file = outboxFile(path, 'count without --watch, or look at a dashboard of BullMQ');
    const { watchOutbox } = await import('../watch-outbox.js');
    await watchOutbox(file, interval, json === true);
    return;
  }
  await withOutbox(path, 'to read', (outbox) =>
    outbox instanceof ServerOutbox ? showServer(outbox, path, json) : showFile(outbox, json),
  );
}

async function showFile(file: OutboxFileAdmin, isJson = false): Promise<void> {
  const [status, current] = [await file.status(), await currentSource(file)];
  if (!isJson) {
    print(...describe(status, current));
    return;
  }
  const { everHeld: _, ...shown } = status;
  printJson({
    ...shown,
    oldestAt: isoTime(status.oldestAt),
    nextDueAt: isoTime(status.nextDueAt),
    sources: status.sources.map(({ source, ...counts }) => ({
      source,
      isCurrent: current && current.source === source,
      ...counts,
    })),
  });
}

async function showServer(
  server: ServerOutbox,
  path: string | undefined,
  isJson = false,
): Promise<void> {
  const { inMemory: _, oldestAt, ...counts } = await server.counts();
  if (isJson) {
    printJson({ server: server.name, ...counts, oldestAt: isoTime(oldestAt) });
    return;
  }
  const { dead, held } = counts;
  const steps = [
    ...(dead > 0 ? [deadStep(dead, path)] : []),
    ...(held > 0 ? [heldStep(held, path)] : []),
  ];
  print(
    `${visibleLine(server.name)}:`,
    ...(oldestAt === undefined ? [] : [`Oldest undelivered event: ${isoTime(oldestAt)}.`]),
    '',
    ...table([counts]),
    ...(steps.length === 0 ? [] : ['', ...steps.map(visibleLine)]),
  );
}

function deadStep(count: number, path: string | undefined): string {
  return `${amount(count, 'dead letter')}, see why: ${nextCommand('outbox list --state dead', path)}`;
}

function heldStep(count: number, path: string | undefined): string {
  return `${amount(count, 'event')} held for another source; ${adoptStep(path)}`;
}

function adoptStep(path: string | undefined): string {
  return `after a rotated token or a corrected endpoint, release them: ${nextCommand('outbox adopt', path)}`;
}

function describe(status: OutboxStatus, current?: Current): string[] {
  const { path, events, bytes, fileBytes, logBytes, sources } = status;
  const rows = sources.map(({ source, ...counts }) => ({
    source: source === current?.source ? `${source} (${OWN}: ${current.host})` : source,
    ...counts,
  }));
  const oldest = isoTime(status.oldestAt);
  return [
    `${visibleLine(path)}: ${amount(events, 'event')} of ${bytes} bytes; the file has ${fileBytes} bytes, its log ${logBytes}.`,
    ...(oldest === undefined ? [] : [`Oldest undelivered event: ${oldest}.`]),
    ...describeSenders(status),
    '',
    ...(rows.length === 0 ? ['No source has used this outbox yet.'] : table(rows)),
    ...nextSteps(status, current),
  ];
}

/** What makes a source the application's own: the environment that both have. */
const OWN = 'of CONVERGE_TOKEN and CONVERGE_ENDPOINT';

function describeSenders({ senders, leased, sources }: OutboxStatus): string[] {
  const hasToSend = leased > 0 || sources.some(({ pending, waiting }) => pending + waiting > 0);
  if (senders > 0 || !hasToSend) return [`Sending processes: ${senders}.`];
  const orphans = leased === 0 ? '' : `, also those that one had leased when it ended (${leased})`;
  const what = `No running process sends these events${orphans}: start the application.`;
  return [styleText('yellow', what)];
}

/** What to do about events that are not sent by themselves. */
function nextSteps({ path, sources }: OutboxStatus, current?: Current): string[] {
  const { dead } = sumOf(sources);
  const steps: string[] = [];
  if (current === undefined && sources.length > 1) {
    steps.push(
      'To see which source is that of your application, set CONVERGE_TOKEN and CONVERGE_ENDPOINT as it has them.',
    );
  } else if (current !== undefined && current.source === undefined && sources.length > 0) {
    steps.push(`No source is that ${OWN} (${current.host}): nothing was recorded with these.`);
  }
  if (dead > 0) steps.push(deadStep(dead, path));
  if (current?.source !== undefined) {
    const held = countHeld(sources, current.source);
    if (held > 0) steps.push(heldStep(held, path));
  } else if (sources.filter(({ pending, waiting }) => pending + waiting > 0).length > 1) {
    steps.push(`Events of a source that no application uses any more are held; ${adoptStep(path)}`);
  }
  return steps.length === 0 ? [] : ['', ...steps.map(visibleLine)];
}
