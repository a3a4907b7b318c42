import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { visibleLine } from '../../lib/event/visible.js';
import { OutboxUnavailableError } from '../../lib/outbox/errors.js';
import { addCommand, PATH_FLAG, wholeNumber } from '../command.js';
import { outboxFile, type OutboxFlags } from '../with-outbox.js';
import { print, printJsonLine, remark } from '../print.js';
import type { Look, Reading } from '../watch/reading.js';

interface WatchOptions extends OutboxFlags {
  readonly interval: number;
}

const MAX_INTERVAL_S = 3_600;

export function addWatch(outbox: Command): void {
  addCommand(
    outbox,
    'watch',
    'Show depth, rates, oldest event and state of the delivery until Ctrl-C.',
    'Redraws in place on a terminal; elsewhere, prints a line each time.',
  )
    .option('--interval <seconds>', 'the time between two looks', wholeNumber(1, MAX_INTERVAL_S), 2)
    .option(...PATH_FLAG)
    .option('--json', 'print a line of JSON each time')
    .action(watch);
}

async function watch({ path: given, json, interval }: WatchOptions): Promise<void> {
  const path = outboxFile(given, 'count with outbox status, or look at a dashboard of BullMQ');
  const [{ lookAt, readLook }, { describeReading, onOneLine }, { Redraw }] = await Promise.all([
    import('../watch/reading.js'),
    import('../watch/describe-reading.js'),
    import('../watch/redraw.js'),
  ]);
  const screen = process.stdout.isTTY && json !== true ? new Redraw() : undefined;
  const show = async (reading: Reading) => {
    if (json === true) await printJsonLine(reading);
    else if (screen === undefined) print(onOneLine(reading));
    else screen.draw(describeReading(reading, path));
  };
  /** The application may have it for itself, or replace it: that passes. */
  const explain = (error: unknown) => {
    if (!(error instanceof OutboxUnavailableError)) throw error;
    if (screen === undefined) remark(visibleLine(error.message));
    else screen.draw([[visibleLine(error.message), 'yellow']]);
    return undefined;
  };
  const stop = untilStopped();
  // The first look fails for a wrong path.
  let before: Look | undefined = await lookAt(path);
  await show(readLook(before, undefined));
  for (;;) {
    await pause(interval * 1_000, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) break;
    const look = await lookAt(path).catch(explain);
    if (look !== undefined) await show(readLook(look, before));
    before = look;
  }
}

function untilStopped(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());
  return stop.signal;
}
