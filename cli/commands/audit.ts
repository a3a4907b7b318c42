import { styleText } from 'node:util';
import { InvalidArgumentError } from 'commander';
import { visibleLine } from '../../lib/event/visible.js';
import { AUDIT_STATES, type AuditAnswer, type AuditState } from '../../lib/outbox/ledger.js';
import { EXIT, usageError } from '../cli.error.js';
import { type CliCommand, type Flags, time } from '../command.js';
import { findInput } from '../inputs.js';
import { type AnyOutbox, currentSource, nextCommand, seeWhy, withOutbox } from '../with-outbox.js';
import { relative, table } from '../layout.js';
import { amount, isoTime, MAX_SHOWN, print, printJsonLine, remark } from '../print.js';
import { ServerOutbox } from '../server-outbox.js';
import { reasonOf, shortReason } from '../stored-event.js';

interface AuditFlags extends Flags {
  readonly idColumn?: string;
  readonly idFormat?: string;
  readonly since?: Date;
}

export function addAudit(program: CliCommand): void {
  program
    .add(
      'audit',
      "Find out what has become of your shop's orders: which have reached Converge, and why others have not.",
      'Exits with 1 if an order is lost: missing, a dead letter, held, or dropped by a full or disabled outbox; with 2 if the audit did not run.',
    )
    .argument(
      '<input>',
      'a CSV file, JSON lines or a JSON array with the ids; - for standard input',
    )
    .option(
      '--id-column <name>',
      'the column or key with the ids (default: event_id, order_id or id), or its number without a header',
    )
    .option(
      '--id-format <text>',
      'the event_id, with {id} for the id, e.g. "{id}:cancelled"',
      idFormat,
    )
    .option('--event <name>', 'only events of this name, e.g. "Placed Order"')
    .option('--since <time>', 'only what has happened since then, e.g. 2026-07-01 or 2d', time)
    .flags('revealAnswers', 'path')
    .option('--json', 'print what is not delivered as JSON lines, and then the counts')
    .action(audit);
}

async function audit(given: string, options: AuditFlags): Promise<void> {
  const { path, event: eventName, idFormat: format = '{id}', json, reveal = false } = options;
  // Whatever stops it, nothing is known of the orders.
  process.exitCode = EXIT.wrongUsage;
  const input = findInput(given);
  const since = options.since?.getTime();
  const toEventId = (id: string) => format.replace('{id}', () => id);
  const { auditIds, isLost } = await import('../audit-ids.js');
  const summary = emptySummary();
  const shown: AuditAnswer[] = [];
  // It changes nothing, but SQLite gives no table of its own to a connection that only reads.
  await withOutbox(path, 'to change', async (outbox) => {
    const source = await sourceIn(outbox);
    const filter = { eventName, since };
    const answers = auditIds(outbox, input, options.idColumn, toEventId, filter, source);
    for await (const answer of answers) {
      const { state, isOtherSource } = answer;
      summary.ids++;
      summary.counts[state]++;
      if (isLost(answer)) summary.lost++;
      if (state === 'delivered' && isOtherSource === true) summary.elsewhere++;
      if (state === 'delivered') continue;
      if (json === true) await printJsonLine(toLine(answer, reveal));
      else if (shown.length < MAX_SHOWN) shown.push(answer);
    }
    const { ids, counts, lost } = summary;
    if (ids === 0) throw usageError('The input has no ids: give a file with orders.');
    const begin = outbox instanceof ServerOutbox ? undefined : await outbox.ledgerBegin();
    if (json === true) {
      await printJsonLine({ failed: lost > 0, ids, counts, lost, ledgerBegin: isoTime(begin) });
    } else {
      const onMissing =
        outbox instanceof ServerOutbox ? MISSING_ON_SERVER : adviseOnMissing(begin, since ?? 0);
      print(...describe(summary, shown, reveal));
      remark(...advise(summary, onMissing, path).map(visibleLine));
    }
  });
  process.exitCode = summary.lost > 0 ? EXIT.failed : EXIT.fine;
}

/** What the answers come to; `elsewhere` counts those that were delivered with another token or endpoint. */
type Summary = ReturnType<typeof emptySummary>;

function emptySummary() {
  const counts = Object.fromEntries(AUDIT_STATES.map((state) => [state, 0]));
  return { ids: 0, lost: 0, elsewhere: 0, counts: counts as Record<AuditState, number> };
}

/** @returns undefined if all are the present one */
async function sourceIn(outbox: AnyOutbox): Promise<number | undefined> {
  // It was opened as the present one.
  if (outbox instanceof ServerOutbox) return undefined;
  const current = await currentSource(outbox);
  // Of a token that no application has used, the outbox has nothing: no source has the number 0.
  return current && (current.source ?? 0);
}

function toLine({ at, ...answer }: AuditAnswer, isRevealed: boolean) {
  return { ...answer, at: isoTime(at), reason: reasonOf(answer, isRevealed) };
}

function describe({ counts, ids, lost }: Summary, shown: AuditAnswer[], isRevealed: boolean) {
  const parts = Object.entries(counts)
    .filter(([state, count]) => count > 0 || state === 'delivered')
    .map(([state, count]) => `${count} ${state}`);
  const colour = lost === 0 ? 'green' : 'red';
  const others = ids - counts.delivered - shown.length;
  const rows = shown.map((answer) => toRow(answer, isRevealed));
  return [
    styleText(colour, `${amount(ids, 'id')}: ${parts.join(', ')}.`),
    ...(rows.length === 0 ? [] : ['', ...table(rows, LOOK)]),
    ...(others > 0 ? [`And ${others} more: --json lists all.`] : []),
  ];
}

const LOOK = {
  spare: ['at'],
  cuts: { event: 0 },
  colours: { missing: 'red', dead: 'red' },
} as const;

function toRow(answer: AuditAnswer, isRevealed: boolean) {
  const { id, state, eventName = '', at, droppedBy } = answer;
  const why = droppedBy ?? shortReason(answer, isRevealed);
  return { id, state, event: eventName, at: at === undefined ? '' : relative(at), why };
}

function advise({ counts, elsewhere, ids }: Summary, onMissing: string, path?: string): string[] {
  const steps: string[] = [];
  if (elsewhere > 0) {
    steps.push(`${amount(elsewhere, 'id')} delivered with another token or endpoint than now.`);
  }
  if (counts.dead > 0) steps.push(`Dead letters, ${seeWhy(path)}`);
  const adopt = nextCommand('outbox adopt', path);
  if (counts.held > 0) steps.push(`Held for another token or endpoint, release them: ${adopt}`);
  if (counts.missing > 0) steps.push(onMissing);
  if (counts.missing === ids) {
    steps.push('None is known: check the column of the ids, --event, token and endpoint.');
  }
  return steps.length === 0 ? [] : ['', ...steps];
}

const SEND_MISSING = 'build their events, and send them: npx nestjs-converge send <file>';
/** A server does not say when its ledger begins. */
const MISSING_ON_SERVER = `Missing ones were never tracked, were erased, or are older than outbox.ledgerDays: ${SEND_MISSING}`;

function adviseOnMissing(begin: number | undefined, since: number): string {
  if (begin === undefined) {
    return 'The ledger is empty: nothing was delivered yet, or outbox.ledgerDays is 0.';
  }
  if (begin > since) {
    return `The ledger begins at ${isoTime(begin)}: what was delivered before is missing here.`;
  }
  return `Missing ones were never tracked, or were erased: ${SEND_MISSING}`;
}

function idFormat(text: string): string {
  if (text.includes('{id}')) return text;
  throw new InvalidArgumentError('Give a text with {id}.');
}
