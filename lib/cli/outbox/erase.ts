import { text } from 'node:stream/consumers';
import { CliError, usageError } from '../cli.error.js';
import { EXIT, type ExitCode } from '../cli.error.js';
import { print, printJson } from '../print.js';
import { askSecret, canAsk, confirm } from '../prompts.js';
import { maskAlias } from './mask-event.js';
import { withOutbox } from './outbox-file.js';
import { outboxPath, type OutboxCommandOptions } from './outbox-path.js';
import { throughEvents } from './through-events.js';

/** What it is asked for. */
export interface OutboxEraseOptions extends OutboxCommandOptions {
  readonly yes?: boolean;
}

export async function erase(given: string, options: OutboxEraseOptions): Promise<ExitCode> {
  const alias = given === '-' ? await readAlias() : given;
  if (alias.trim() === '') throw usageError('The alias is empty: give one as it was sent.');
  const erased = await withOutbox(outboxPath(options.path), async (file) => {
    await confirm(`Forget all events of ${maskAlias(alias)} for good?`, options.yes);
    const count = await throughEvents(file, (events, after, last) =>
      events.erase(alias, after, last),
    );
    // Also where nothing was found: what was deleted before may still be in the log.
    if (!(await file.emptyLog())) {
      throw new CliError(
        `${count} event(s) are deleted, but remains of them are in the log beside the file, which another ` +
          'process reads all the time: run the command again.',
      );
    }
    return count;
  });
  if (options.json === true) printJson({ erased });
  else print(`${erased} event(s) are forgotten and overwritten.`);
  return EXIT.fine;
}

/** From somebody who is asked, or from another program. */
async function readAlias(): Promise<string> {
  return canAsk() ? askSecret('Alias, as it was sent: ') : (await text(process.stdin)).trim();
}
