import { CliError } from '../cli.error.js';
import { EXIT, type ExitCode } from '../cli.error.js';
import { styleText } from 'node:util';
import { print, printJson, remark } from '../print.js';
import { visible, visibleLine } from '../print.js';
import { readEvent } from './mask-event.js';
import { withOutbox } from './outbox-file.js';
import { outboxPath, type OutboxCommandOptions } from './outbox-path.js';
import { describeStored, STORED_COLUMNS, type StoredEvent } from './stored-event.js';

/** What it is asked for. */
export interface OutboxShowOptions extends OutboxCommandOptions {
  readonly reveal?: boolean;
}

export async function show(id: number, options: OutboxShowOptions): Promise<ExitCode> {
  const { reveal = false } = options;
  const row = await withOutbox(outboxPath(options.path), (file) =>
    file.read(() =>
      file.statements.get<(StoredEvent & { body: string }) | undefined>(
        `SELECT ${STORED_COLUMNS}, body FROM events WHERE id = ?`,
        id,
      ),
    ),
  );
  if (row === undefined) {
    throw new CliError(
      `There is no event ${id} in the outbox (it may have been delivered): outbox list shows those that are.`,
    );
  }
  const described = describeStored(row, reveal, Date.now());
  const event = readEvent(row.body, reveal);
  if (options.json === true) {
    printJson({ ...described, isMasked: !reveal, event });
    return EXIT.fine;
  }
  for (const [name, value] of Object.entries(described)) {
    if (value !== undefined)
      print(`${styleText('dim', name.padEnd(11))} ${visibleLine(String(value))}`);
  }
  print('', visible(JSON.stringify(event, null, 2)));
  if (!reveal) remark('', 'The values are hidden: --reveal shows them.');
  return EXIT.fine;
}
