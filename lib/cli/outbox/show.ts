import { CliError } from '../cli.error.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { paint } from '../terminal/colours.js';
import { print, printJson, remark } from '../terminal/print.js';
import { visible, visibleLine } from '../terminal/visible.js';
import { readEvent } from './mask-event.js';
import { withOutbox } from './outbox-file.js';
import { outboxPath, type OutboxCommandOptions } from './outbox-path.js';
import { describeStored } from './stored-event.js';

/** What it is asked for. */
export interface OutboxShowOptions extends OutboxCommandOptions {
  readonly reveal?: boolean;
}

export async function show(id: number, options: OutboxShowOptions): Promise<ExitCode> {
  const { reveal = false } = options;
  const row = await withOutbox(outboxPath(options.path), (admin) => admin.show(id));
  if (row === undefined) {
    throw new CliError(
      `There is no event ${id} in the outbox (it may have been delivered): outbox list shows those that are.`,
    );
  }
  const described = describeStored(row, reveal);
  const event = readEvent(row.body, reveal);
  if (options.json === true) {
    printJson({ ...described, isMasked: !reveal, event });
    return EXIT.fine;
  }
  for (const [name, value] of Object.entries(described)) {
    if (value !== undefined)
      print(`${paint(name.padEnd(11), 'dim')} ${visibleLine(String(value))}`);
  }
  print('', visible(JSON.stringify(event, null, 2)));
  if (!reveal) remark('', 'The values are hidden: --reveal shows them.');
  return EXIT.fine;
}
