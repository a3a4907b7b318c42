import { Option } from 'commander';
import { visibleLine } from '../../lib/event/visible.js';
import type { EventState } from '../../lib/outbox/outbox-file-admin.js';
import { CliError } from '../cli.error.js';
import { type CliCommand, type Flags, wholeNumber } from '../command.js';
import { nextCommand, outboxFile, withFile, withOutbox } from '../with-outbox.js';
import { labelled, relative, table } from '../layout.js';
import { amount, print, printAsIs, printJson, printJsonLine, remark, toJson } from '../print.js';
import { ServerOutbox } from '../server-outbox.js';
import { describeStored, describeWhole, onOneLine, shortReason } from '../stored-event.js';

const ALIVE = ['pending', 'waiting', 'leased'] as const;

interface ListFlags extends Flags {
  readonly state?: EventState;
  readonly after: number;
  readonly limit: number;
}

export function addList(outbox: CliCommand): void {
  outbox
    .add('list', 'List events, oldest first, with their state and without their data.')
    .addOption(
      new Option('--state <state>', 'only events in this state').choices([...ALIVE, 'dead']),
    )
    .selects()
    .option('--after <id>', 'only events after this id: the next page', wholeNumber(0), 0)
    .option('--limit <count>', 'the most events to list', wholeNumber(1), 50)
    .flags('revealAnswers', 'path', 'json')
    .action(list);
}

async function list(options: ListFlags): Promise<void> {
  const { path, json, state, since, reason, limit, reveal = false } = options;
  // One more than is shown, to find out whether there is a next page.
  const page = { eventName: options.event, afterId: options.after, limit: limit + 1 };
  const filter = { state, since, reason, ...page };
  const { stored, isServer } = await withOutbox(path, 'to read', async (outbox) => ({
    stored: await outbox.list(filter),
    isServer: outbox instanceof ServerOutbox,
  }));
  if (isServer && state === undefined) {
    remark('On a server, only dead letters are listed; outbox status counts the others.');
  }
  const events = stored.slice(0, limit).map((event) => describeStored(event, reveal));
  const last = stored.length > limit ? events.at(-1)?.id : undefined;
  if (json === true) {
    printJson({ events, next: last ?? null });
    return;
  }
  if (events.length === 0) {
    remark('No event matches.');
    return;
  }
  print(
    ...table(
      events.map((event) => toRow(event, reveal)),
      LOOK,
    ),
  );
  const dead = events.filter((event) => event.state === 'dead');
  const steps = [`See one: ${nextCommand(`outbox show ${(dead[0] ?? events[0]!).id}`, path)}`];
  if (dead.some(({ isUndeliverable }) => isUndeliverable !== true)) {
    steps.push(`Send the dead letters again: ${nextCommand('outbox replay', path)}`);
  } else if (dead.length > 0) {
    const discard = nextCommand('outbox discard', path);
    steps.push(`No dead letter can be sent again: fix the mapper, then delete them: ${discard}`);
  }
  if (last !== undefined) steps.push(`Next page: --after ${last}`);
  remark('', ...steps.map(visibleLine));
}

const LOOK = {
  spare: ['by', 'source', 'attempts', 'recorded'],
  cuts: { event: 0, event_id: 4 },
  colours: { dead: 'red', waiting: 'yellow', leased: 'cyan' },
} as const;

function toRow(event: ReturnType<typeof describeStored>, isRevealed: boolean) {
  const { id, state, eventName, eventId, origin, recordedAt, attempts, dueAt, source } = event;
  return {
    id,
    state,
    event: eventName,
    event_id: eventId ?? '',
    recorded: relative(recordedAt),
    attempts,
    ...(source !== undefined && { source }),
    by: origin,
    'due or why': dueAt === undefined ? shortReason(event, isRevealed) : `due ${relative(dueAt)}`,
  };
}

export function addShow(outbox: CliCommand): void {
  outbox
    .add('show', 'Show an event: its keys, and the type of each value.')
    .argument('<id>', 'its id in the outbox, as list shows it', wholeNumber(0))
    .flags('reveal', 'path', 'json')
    .action(show);
}

async function show(id: number, { path, json, reveal = false }: Flags): Promise<void> {
  const stored = await withOutbox(path, 'to read', async (outbox) => outbox.show(id));
  if (stored === undefined) {
    throw new CliError(
      `There is no event ${id} in the outbox: it may have been delivered. List the others: ${nextCommand('outbox list', path)}`,
    );
  }
  const described = describeWhole(stored, reveal);
  if (json === true) {
    printJson(described);
    return;
  }
  const { event, isMasked, ...rest } = described;
  const lines = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, visibleLine(onOneLine(String(value)))]);
  print(...labelled(Object.fromEntries(lines)), '');
  printAsIs(toJson(event, 2));
  if (isMasked) remark('', 'The values are hidden: --reveal shows them.');
}

type ExportFlags = Flags & { readonly dead?: boolean; readonly pending?: boolean };

export function addExport(outbox: CliCommand): void {
  outbox
    .add('export', 'Write all events as JSON lines to standard output.')
    .addOption(new Option('--dead', 'only dead letters').conflicts('pending'))
    .option('--pending', 'only events that are not dead letters')
    .flags('reveal', 'path')
    .option('--json', 'accepted, but not needed: the output is always JSON lines')
    .action(exportEvents);
}

async function exportEvents({ path, dead, pending, reveal = false }: ExportFlags): Promise<void> {
  const states: EventState[] = [];
  if (dead === true) states.push('dead');
  if (pending === true) states.push(...ALIVE);
  const file = outboxFile(path, 'list dead letters with outbox list --state dead --json');
  const count = await withFile(file, 'to read', async (outbox) => {
    let written = 0;
    for await (const page of outbox.exportAll(states)) {
      for (const event of page) await printJsonLine(describeWhole(event, reveal));
      written += page.length;
    }
    return written;
  });
  remark(`${amount(count, 'event')}${reveal ? '' : ', with values hidden: --reveal shows them'}.`);
}
