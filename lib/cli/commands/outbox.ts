import { styleText } from 'node:util';
import type { Command } from 'commander';
import { visibleLine } from '../../event/visible.js';
import type { OutboxFileAdmin, OutboxStatus } from '../../outbox/outbox-file-admin.js';
import { addCommand, addHelp, JSON_FLAG, PATH_FLAG } from '../command.js';
import { endpointOfEnvironment } from '../connection.js';
import { type OutboxOptions, withOutbox } from '../open-outbox.js';
import { amount, print, printJson, table } from '../print.js';
import { addAdopt } from './outbox-adopt.js';
import { addDiscard, addReplay } from './outbox-dead-letters.js';
import { addErase } from './outbox-erase.js';
import { addExport, addList, addShow } from './outbox-events.js';

export function addOutbox(program: Command): void {
  const outbox = addCommand(
    program,
    'outbox',
    "Inspect and change the events in an outbox's file, also while the application runs.",
  );
  addStatus(outbox);
  addList(outbox);
  addShow(outbox);
  addReplay(outbox);
  addDiscard(outbox);
  addErase(outbox);
  addAdopt(outbox);
  addExport(outbox);
  addHelp(outbox);
}

function addStatus(outbox: Command): void {
  addCommand(outbox, 'status', 'Count the events in the outbox, by state and source.')
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(async ({ path, json }: OutboxOptions) => {
      const { status, current } = await withOutbox(path, async (file) => ({
        status: await file.status(),
        current: await currentSource(file),
      }));
      const { oldestAt } = status;
      const oldest = oldestAt === undefined ? undefined : new Date(oldestAt).toISOString();
      const sources = status.sources.map(({ source, ...counts }) => ({
        source,
        isCurrent: current && current.source === source,
        ...counts,
      }));
      if (json === true) printJson({ ...status, oldestAt: oldest, sources });
      else print(...describe(status, oldest, current?.source));
    });
}

/**
 * Finds the source of the token and endpoint in the environment. Does not ask for a token, because
 * counting needs none.
 *
 * @returns undefined if neither is set
 */
async function currentSource(
  outbox: OutboxFileAdmin,
): Promise<{ readonly source: number | undefined } | undefined> {
  const token = process.env['CONVERGE_TOKEN'] || undefined;
  if (token === undefined && !process.env['CONVERGE_ENDPOINT']) return undefined;
  return { source: await outbox.sourceOf(endpointOfEnvironment(), token) };
}

function describe(status: OutboxStatus, oldest: string | undefined, current?: number): string[] {
  const { path, events, bytes, leased, fileBytes, logBytes, senders, sources } = status;
  const rows = sources.map(({ source, pending, waiting, dead }) => ({
    source: source === current ? `${source} (of CONVERGE_TOKEN and CONVERGE_ENDPOINT)` : source,
    pending,
    waiting,
    dead,
  }));
  const hasToSend = sources.some(({ pending, waiting }) => pending + waiting > 0);
  const isIdle = senders === 0 && hasToSend;
  const idle = 'No running process sends these events: start the application.';
  return [
    `${visibleLine(path)}: ${amount(events, 'event')} of ${bytes} bytes, ${leased} being sent; ` +
      `the file has ${fileBytes} bytes, its log ${logBytes}.`,
    ...(oldest === undefined ? [] : [`Oldest undelivered event: ${oldest}.`]),
    isIdle ? styleText('yellow', idle) : `Sending processes: ${senders}.`,
    '',
    ...(rows.length === 0 ? ['No source has used this outbox yet.'] : table(rows)),
  ];
}
