import { EXIT, type ExitCode } from '../exit-code.js';
import { print, printJson, remark } from '../terminal/print.js';
import { table } from '../terminal/table.js';
import { withOutbox } from './outbox-file.js';
import { outboxPath, type OutboxCommandOptions } from './outbox-path.js';
import type { EventState } from '../../outbox/stored-event.js';
import { describeStored } from './stored-event.js';

/** What it is asked for. */
export interface OutboxListOptions extends OutboxCommandOptions {
  readonly state?: EventState;
  readonly event?: string;
  readonly after: number;
  readonly limit: number;
  readonly reveal?: boolean;
}

export async function list(options: OutboxListOptions): Promise<ExitCode> {
  const { limit, reveal = false } = options;
  // One more than is shown tells whether there is a next page.
  const { state, event: eventName, after: afterId } = options;
  const rows = await withOutbox(outboxPath(options.path), (admin) =>
    admin.list({ state, eventName, afterId, limit: limit + 1 }),
  );
  const events = rows.slice(0, limit).map((row) => describeStored(row, reveal));
  const last = rows.length > limit ? events.at(-1)?.id : undefined;
  if (options.json === true) {
    printJson({ events, next: last ?? null });
    return EXIT.fine;
  }
  if (events.length === 0) remark('There are none.');
  else print(...table(events.map(toRow)));
  if (last !== undefined) remark(`There are more: --after ${last}`);
  return EXIT.fine;
}

function toRow(event: ReturnType<typeof describeStored>) {
  const { id, state, eventName, origin, recordedAt, attempts, dueAt, reason, source } = event;
  return {
    id,
    state,
    event: eventName,
    'recorded at': recordedAt,
    attempts,
    source,
    by: origin,
    'due at or reason': dueAt ?? shortened(reason ?? ''),
  };
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
