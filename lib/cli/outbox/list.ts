import type { SqlValue } from '../../outbox/sqlite-driver.js';
import { EXIT, type ExitCode } from '../cli.error.js';
import { print, printJson, remark } from '../print.js';
import { table } from '../table.js';
import { withOutbox, type OutboxFile } from './outbox-file.js';
import { outboxPath, type OutboxCommandOptions } from './outbox-path.js';
import {
  describeStored,
  stateCondition,
  STORED_COLUMNS,
  type StoredEvent,
  type EventState,
} from './stored-event.js';

/** What it is asked for. */
export interface OutboxListOptions extends OutboxCommandOptions {
  readonly state?: EventState;
  readonly event?: string;
  readonly after: number;
  readonly limit: number;
  readonly reveal?: boolean;
}

export async function list(options: OutboxListOptions): Promise<ExitCode> {
  const now = Date.now();
  const { limit, reveal = false } = options;
  // One more than is shown tells whether there is a next page.
  const rows = await withOutbox(outboxPath(options.path), (file) => find(file, options, now));
  const events = rows.slice(0, limit).map((row) => describeStored(row, reveal, now));
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

function find(file: OutboxFile, options: OutboxListOptions, now: number): StoredEvent[] {
  const { state, event, after, limit } = options;
  const conditions = ['id > ?'];
  const values: SqlValue[] = [after];
  if (state !== undefined) conditions.push(stateCondition(state, now));
  if (event !== undefined) {
    conditions.push('event_name = ?');
    values.push(event);
  }
  return file.read(() =>
    file.statements.all<StoredEvent>(
      `SELECT ${STORED_COLUMNS} FROM events WHERE ${conditions.join(' AND ')} ORDER BY id LIMIT ?`,
      ...values,
      limit + 1,
    ),
  );
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
