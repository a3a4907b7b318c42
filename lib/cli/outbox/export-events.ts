import { EXIT, type ExitCode } from '../exit-code.js';
import { printSlowly, remark } from '../terminal/print.js';
import { readEvent } from './mask-event.js';
import { withOutbox } from './outbox-file.js';
import { outboxPath } from './outbox-path.js';
import type { EventState } from '../../outbox/stored-event.js';
import { describeStored } from './stored-event.js';

/** What it is asked for. */
export interface OutboxExportOptions {
  readonly path?: string;
  readonly dead?: boolean;
  readonly pending?: boolean;
  readonly reveal?: boolean;
}

export async function exportEvents(options: OutboxExportOptions): Promise<ExitCode> {
  const { reveal = false } = options;
  const count = await withOutbox(outboxPath(options.path), async (admin) => {
    let written = 0;
    for await (const page of admin.exportAll({ states: statesOf(options) })) {
      for (const { body, ...stored } of page) {
        const event = readEvent(body, reveal);
        await printSlowly(
          JSON.stringify({ ...describeStored(stored, reveal), isMasked: !reveal, event }),
        );
      }
      written += page.length;
    }
    return written;
  });
  remark(`${count} event(s)${reveal ? '' : ', with their values hidden: --reveal shows them'}.`);
  return EXIT.fine;
}

function statesOf({ dead, pending }: OutboxExportOptions): EventState[] {
  if (dead === true) return ['dead'];
  return pending === true ? ['pending', 'waiting', 'leased'] : [];
}
