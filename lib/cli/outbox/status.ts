import type { OutboxAdmin } from '../../outbox/outbox-admin.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { endpointOfEnvironment } from '../read-connection.js';
import { paint } from '../terminal/colours.js';
import { print, printJson } from '../terminal/print.js';
import { table } from '../terminal/table.js';
import { withOutbox } from './outbox-file.js';
import { outboxPath, type OutboxCommandOptions } from './outbox-path.js';

export async function status({ path: given, json }: OutboxCommandOptions): Promise<ExitCode> {
  const path = outboxPath(given);
  const found = await withOutbox(path, look);
  if (json === true) printJson(found);
  else print(...describe(found));
  return EXIT.fine;
}

type Status = Awaited<ReturnType<typeof look>>;

async function look(admin: OutboxAdmin) {
  const { oldestAt, sources, ...rest } = await admin.status();
  const current = await currentSource(admin);
  return {
    ...rest,
    oldestAt: oldestAt === undefined ? undefined : new Date(oldestAt).toISOString(),
    sources: sources.map(({ source, ...counts }) => ({
      source,
      isCurrent: current === undefined ? undefined : source === current,
      ...counts,
    })),
  };
}

/** Only the environment may say which source is meant: nobody is asked for a token in order to count. */
async function currentSource(admin: OutboxAdmin): Promise<number | undefined> {
  const token = process.env['CONVERGE_TOKEN'] || undefined;
  if (token === undefined && !process.env['CONVERGE_ENDPOINT']) return undefined;
  return admin.sourceOf(endpointOfEnvironment(), token);
}

function describe(found: Status): string[] {
  const { sources, senders, oldestAt } = found;
  const rows = sources.map(({ source, isCurrent, pending, waiting, dead }) => ({
    source: isCurrent === true ? `${source} (of CONVERGE_TOKEN and CONVERGE_ENDPOINT)` : source,
    pending,
    waiting,
    dead,
  }));
  const hasToSend = sources.some(({ pending, waiting }) => pending + waiting > 0);
  return [
    `${found.path}: ${found.events} events of ${found.bytes} bytes, ${found.leased} being sent; ` +
      `the file has ${found.fileBytes} bytes, its log ${found.logBytes}.`,
    ...(oldestAt === undefined ? [] : [`The oldest that is not dead is of ${oldestAt}.`]),
    ...(senders === 0 && hasToSend
      ? [paint('No process sends from it at the moment: start the application.', 'yellow')]
      : [`Processes that send from it: ${senders}.`]),
    '',
    ...(rows.length === 0 ? ['No source has used it yet.'] : table(rows)),
  ];
}
