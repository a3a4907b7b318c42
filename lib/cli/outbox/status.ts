import { statSync } from 'node:fs';
import { EventTable } from '../../outbox/event-table.js';
import { EXIT, type ExitCode } from '../cli.error.js';
import { endpointOfEnvironment } from '../connection.js';
import { styleText } from 'node:util';
import { print, printJson } from '../print.js';
import { table } from '../table.js';
import { withOutbox, type OutboxFile } from './outbox-file.js';
import { outboxPath, type OutboxCommandOptions } from './outbox-path.js';
import { sourceOf } from './source-fingerprint.js';

export async function status({ path: given, json }: OutboxCommandOptions): Promise<ExitCode> {
  const path = outboxPath(given);
  const found = await withOutbox(path, (file) => file.read(() => look(file)));
  if (json === true) printJson(found);
  else print(...describe(found));
  return EXIT.fine;
}

type Status = ReturnType<typeof look>;

function look(file: OutboxFile) {
  const now = Date.now();
  const { path, statements, totals } = file;
  const current = currentSource(file);
  const counted = file
    .sources()
    .map((id) => ({ id, counts: new EventTable(statements, totals, id).counts(now) }));
  const oldest = counted.flatMap(({ counts: { oldestAt } }) => oldestAt ?? []);
  const { bytes } = statements.get<{ bytes: number }>('SELECT bytes FROM totals');
  const { senders } = statements.get<{ senders: number }>(
    'SELECT count(*) AS senders FROM owners WHERE alive_until > ?',
    now,
  );
  return {
    path,
    events: totals.events,
    bytes,
    leased: counted[0]?.counts.leased ?? 0,
    senders,
    oldestAt: oldest.length === 0 ? undefined : new Date(Math.min(...oldest)).toISOString(),
    fileBytes: sizeOf(path),
    logBytes: sizeOf(`${path}-wal`),
    sources: counted.map(({ id, counts: { pending, waiting, dead } }) => ({
      source: id,
      isCurrent: current === undefined ? undefined : id === current,
      pending,
      waiting,
      dead,
    })),
  };
}

/** Only the environment may say which source is meant: nobody is asked for a token in order to count. */
function currentSource(file: OutboxFile): number | undefined {
  const token = process.env['CONVERGE_TOKEN'] || undefined;
  if (token === undefined && !process.env['CONVERGE_ENDPOINT']) return undefined;
  return sourceOf(file, { token, endpoint: endpointOfEnvironment() });
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
      ? [styleText('yellow', 'No process sends from it at the moment: start the application.')]
      : [`Processes that send from it: ${senders}.`]),
    '',
    ...(rows.length === 0 ? ['No source has used it yet.'] : table(rows)),
  ];
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
