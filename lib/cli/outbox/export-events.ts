import { EXIT, type ExitCode } from '../cli.error.js';
import { printSlowly, remark } from '../print.js';
import { readEvent } from './mask-event.js';
import { withOutbox, type OutboxFile } from './outbox-file.js';
import { outboxPath } from './outbox-path.js';
import { describeStored, STORED_COLUMNS, type StoredEvent } from './stored-event.js';

/** What it is asked for. */
export interface OutboxExportOptions {
  readonly path?: string;
  readonly dead?: boolean;
  readonly pending?: boolean;
  readonly reveal?: boolean;
}

/** How many are read at a time: a long look would keep the application from emptying its log. */
const BATCH = 500;

type Row = StoredEvent & { readonly body: string };

export async function exportEvents(options: OutboxExportOptions): Promise<ExitCode> {
  const { reveal = false } = options;
  const count = await withOutbox(outboxPath(options.path), async (file) => {
    let written = 0;
    for (let rows = batch(file, options, 0); rows.length > 0;) {
      for (const { body, ...row } of rows) {
        const event = readEvent(body, reveal);
        await printSlowly(
          JSON.stringify({ ...describeStored(row, reveal, Date.now()), isMasked: !reveal, event }),
        );
      }
      written += rows.length;
      rows = batch(file, options, rows.at(-1)!.id);
    }
    return written;
  });
  remark(`${count} event(s)${reveal ? '' : ', with their values hidden: --reveal shows them'}.`);
  return EXIT.fine;
}

function batch(file: OutboxFile, { dead, pending }: OutboxExportOptions, after: number): Row[] {
  const conditions = ['id > ?'];
  if (dead === true) conditions.push('died_at IS NOT NULL');
  if (pending === true) conditions.push('died_at IS NULL');
  return file.read(() =>
    file.statements.all<Row>(
      `SELECT ${STORED_COLUMNS}, body FROM events WHERE ${conditions.join(' AND ')} ORDER BY id LIMIT ?`,
      after,
      BATCH,
    ),
  );
}
