import { CliError } from '../cli.error.js';
import { EXIT, type ExitCode } from '../cli.error.js';
import { readConnection, type ConnectionOptions } from '../connection.js';
import { print, printJson } from '../print.js';
import { confirm } from '../prompts.js';
import { withOutbox, type OutboxFile } from './outbox-file.js';
import { outboxPath, type OutboxCommandOptions } from './outbox-path.js';
import { sourceOf } from './source-fingerprint.js';
import { throughEvents } from './through-events.js';

/** What it is asked for. */
export interface OutboxAdoptOptions extends OutboxCommandOptions, ConnectionOptions {
  readonly yes?: boolean;
}

export async function adopt(options: OutboxAdoptOptions): Promise<ExitCode> {
  const path = outboxPath(options.path);
  const connection = await readConnection(options);
  const adopted = await withOutbox(path, async (file) => {
    const source = sourceOf(file, connection);
    if (source === undefined) {
      throw new CliError(
        'No application has used this outbox with this token and endpoint: check both, or start the ' +
          'application with them first.',
      );
    }
    const { events, others } = foreignEvents(file, source);
    if (events === 0) return 0;
    await confirm(
      `Give ${events} event(s) of ${others} other pair(s) of token and endpoint to this one?`,
      options.yes,
    );
    return throughEvents(file, (table, after, last) => table.adopt(after, last), source);
  });
  if (options.json === true) printJson({ adopted });
  else if (adopted === 0) print('There are no events of another token or endpoint.');
  else print(`${adopted} event(s) belong to this token and endpoint now.`);
  return EXIT.fine;
}

function foreignEvents(file: OutboxFile, source: number): { events: number; others: number } {
  return file.read(() =>
    file.statements.get(
      'SELECT count(*) AS events, count(DISTINCT source) AS others FROM events WHERE source <> ?',
      source,
    ),
  );
}
