import { styleText } from 'node:util';
import { visibleLine } from '../../lib/event/visible.js';
import {
  type OutboxFileAdmin,
  type OutboxStatus,
  sumOf,
} from '../../lib/outbox/outbox-file-admin.js';
import { type CliCommand, type Flags, wholeNumber } from '../command.js';
import {
  countHeld,
  type Current,
  currentSource,
  nextCommand,
  outboxFile,
  seeWhy,
  withOutbox,
} from '../with-outbox.js';
import { labelled, relative, size, table } from '../layout.js';
import { amount, answer, isoTime } from '../print.js';
import { ServerOutbox } from '../server-outbox.js';
import { addAdopt, addDiscard, addErase, addReplay } from './outbox-changes.js';
import { addExport, addList, addShow } from './outbox-events.js';

type StatusFlags = Flags & { readonly watch?: boolean; readonly interval: number };

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

async function status({ path, json, watch, interval }: StatusFlags): Promise<void> {
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

async function showFile(file: OutboxFileAdmin, isJson?: boolean): Promise<void> {
  const [status, current] = [await file.status(), await currentSource(file)];
  const { everHeld: _, oldestAt, nextDueAt, ...shown } = status;
  const times = { oldestAt: isoTime(oldestAt), nextDueAt: isoTime(nextDueAt) };
  const sources = status.sources.map(({ source, ...counts }) => {
    return { source, isCurrent: current && current.source === source, ...counts };
  });
  answer(isJson, { ...shown, ...times, sources }, ...describe(status, current));
}

async function showServer(server: ServerOutbox, path?: string, isJson?: boolean): Promise<void> {
  const { inMemory: _, oldestAt, ...counts } = await server.counts();
  answer(
    isJson,
    { server: server.name, ...counts, oldestAt: isoTime(oldestAt) },
    ...labelled({ outbox: visibleLine(server.name), oldest: describeOldest(oldestAt) }),
    '',
    ...table([counts]),
    ...nextSteps(counts.dead, counts.held, path),
  );
}

function describe(status: OutboxStatus, current?: Current): string[] {
  const { path, events, bytes, fileBytes, logBytes, sources, oldestAt, nextDueAt } = status;
  const rows = sources.map(({ source, ...counts }) => ({
    source,
    ...counts,
    ...(current?.source !== undefined && {
      '': source === current.source ? `${OWN}: ${current.host}` : 'of another token or endpoint',
    }),
  }));
  const held = current?.source === undefined ? 0 : countHeld(sources, current.source);
  return [
    ...labelled({
      outbox: visibleLine(path),
      holds: `${amount(events, 'event')}, ${size(bytes)}; on the disk ${size(fileBytes)}, and a log of ${size(logBytes)}`,
      oldest: describeOldest(oldestAt),
      next: nextDueAt === undefined ? undefined : `attempt ${relative(nextDueAt)}`,
      sending: describeSenders(status),
    }),
    '',
    ...(rows.length === 0 ? ['No source has used this outbox yet.'] : table(rows)),
    ...nextSteps(sumOf(sources).dead, held, path, ...adviseOnSources(status, current)),
  ];
}

/** What makes a source the application's own: the environment that both have. */
const OWN = 'of CONVERGE_TOKEN and CONVERGE_ENDPOINT';

function describeOldest(at: number | undefined): string | undefined {
  return at === undefined ? undefined : `undelivered event recorded ${relative(at)}`;
}

function describeSenders({ senders, leased, sources }: OutboxStatus): string {
  const hasToSend = leased > 0 || sources.some(({ pending, waiting }) => pending + waiting > 0);
  if (senders > 0 || !hasToSend) return `${senders} process${senders === 1 ? '' : 'es'}`;
  const orphans = leased === 0 ? '' : `, also those that one had leased when it ended (${leased})`;
  const what = `no running process sends these events${orphans}: start the application`;
  return styleText('yellow', what);
}

/** What to do about events that are not sent by themselves, after what else there is to say. */
function nextSteps(dead: number, held: number, path?: string, ...first: string[]): string[] {
  const steps = [...first];
  if (dead > 0) steps.push(`${amount(dead, 'dead letter')}, ${seeWhy(path)}`);
  if (held > 0) steps.push(`${amount(held, 'event')} held for another source; ${adoptStep(path)}`);
  return steps.length === 0 ? [] : ['', ...steps.map(visibleLine)];
}

function adoptStep(path: string | undefined): string {
  return `after a rotated token or a corrected endpoint, release them: ${nextCommand('outbox adopt', path)}`;
}

/** What to do where it is unknown which source is that of the application. */
function adviseOnSources({ path, sources }: OutboxStatus, current?: Current): string[] {
  if (current?.source !== undefined) return [];
  const steps: string[] = [];
  if (current === undefined && sources.length > 1) {
    steps.push(
      'To see which source is that of your application, set CONVERGE_TOKEN and CONVERGE_ENDPOINT as it has them.',
    );
  } else if (current !== undefined && sources.length > 0) {
    steps.push(`No source is that ${OWN} (${current.host}): nothing was recorded with these.`);
  }
  if (sources.filter(({ pending, waiting }) => pending + waiting > 0).length > 1) {
    steps.push(`Events of a source that no application uses any more are held; ${adoptStep(path)}`);
  }
  return steps;
}
