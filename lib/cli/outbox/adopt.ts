import { CliError } from '../cli.error.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { readConnection, type ConnectionOptions } from '../read-connection.js';
import { print, printJson } from '../terminal/print.js';
import { confirm } from '../terminal/prompts.js';
import { withOutbox } from './outbox-file.js';
import { outboxPath, type OutboxCommandOptions } from './outbox-path.js';

/** What it is asked for. */
export interface OutboxAdoptOptions extends OutboxCommandOptions, ConnectionOptions {
  readonly yes?: boolean;
}

export async function adopt(options: OutboxAdoptOptions): Promise<ExitCode> {
  const path = outboxPath(options.path);
  const connection = await readConnection(options);
  const adopted = await withOutbox(path, async (admin) => {
    const source = await admin.sourceOf(connection.endpoint, connection.token);
    if (source === undefined) {
      throw new CliError(
        'No application has used this outbox with this token and endpoint: check both, or start the ' +
          'application with them first.',
      );
    }
    const { events, sources } = await admin.foreignEvents(source);
    if (events === 0) return 0;
    await confirm(
      `Give ${events} event(s) of ${sources} other pair(s) of token and endpoint to this one?`,
      options.yes,
    );
    return admin.adopt(source);
  });
  if (options.json === true) printJson({ adopted });
  else if (adopted === 0) print('There are no events of another token or endpoint.');
  else print(`${adopted} event(s) belong to this token and endpoint now.`);
  return EXIT.fine;
}
