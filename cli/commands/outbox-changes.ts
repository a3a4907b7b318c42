import { text } from 'node:stream/consumers';
import { replayAll } from '../../lib/outbox/dead-letters.js';
import type { DeadLetterChoice } from '../../lib/outbox/outbox.js';
import { sumOf } from '../../lib/outbox/outbox-file-admin.js';
import { CliError, usageError } from '../cli.error.js';
import { type CliCommand, type Flags, wholeNumber } from '../command.js';
import { readConnection } from '../connection.js';
import { type AnyOutbox, knownSource, nextCommand, seeWhy, withOutbox } from '../with-outbox.js';
import { table } from '../layout.js';
import { amount, answer, Progress, remark } from '../print.js';
import { askSecret, canAsk, confirm } from '../prompts.js';
import { given, ServerOutbox } from '../server-outbox.js';
import { maskAlias } from '../stored-event.js';

export function addReplay(outbox: CliCommand): void {
  const summary = 'Send dead letters again: all, one, or those of one event name.';
  const command = outbox.add('replay', summary, 'A running application sends them at once.');
  ofDeadLetters(command).action(replay);
}

function ofDeadLetters(command: CliCommand): CliCommand {
  return command.argument('[id]', 'only this one', wholeNumber(0)).selects().flags('path', 'json');
}

async function replay(id: number | undefined, options: Flags): Promise<void> {
  const choice = choose(id, options);
  const progress = new Progress();
  const { replayed, skipped } = await withOutbox(options.path, 'to change', async (outbox) => {
    const count = await countChosen(outbox, choice, options.path);
    const replayed = await replayAll(outbox, choice, (done) =>
      progress.update(`${done} of ${amount(count, 'dead letter')}`),
    );
    return { replayed, skipped: count - replayed };
  }).finally(() => progress.end());
  const lines = [
    [replayed, 'pending again; a running application sends them at once.'],
    [skipped, `skipped: invalid and damaged events are not sent again; ${seeWhy(options.path)}`],
  ] as const;
  const told = lines.filter(([count]) => count > 0);
  const texts = told.map(([count, what]) => `${amount(count, 'dead letter')} ${what}`);
  answer(options.json, { replayed, skipped }, ...(texts.length > 0 ? texts : [NONE]));
}

const NONE = 'No dead letter matches.';

export function addDiscard(outbox: CliCommand): void {
  const summary = 'Delete dead letters for good: all, one, or those of one event name.';
  ofDeadLetters(outbox.add('discard', summary)).flags('yes').action(discard);
}

async function discard(id: number | undefined, options: Flags): Promise<void> {
  const choice = choose(id, options);
  const discarded = await withOutbox(options.path, 'to change', async (outbox) => {
    const count = await countChosen(outbox, choice, options.path);
    if (count === 0) return 0;
    await confirm(`Delete ${amount(count, 'dead letter')} for good?`, options.yes);
    return outbox.discard(choice);
  });
  const text = discarded === 0 ? NONE : `${amount(discarded, 'dead letter')} deleted.`;
  answer(options.json, { discarded }, text);
}

/** Only the dead letters of this moment, not those that die while the command runs. */
function choose(id: number | undefined, { event, since, reason }: Flags): DeadLetterChoice {
  return { diedBy: Date.now(), ...given({ id, eventName: event, since, reason }) };
}

/** @throws CliError for an id that does not exist */
async function countChosen(
  outbox: AnyOutbox,
  choice: DeadLetterChoice,
  path: string | undefined,
): Promise<number> {
  const count = await outbox.countDeadLetters(choice);
  if (count > 0 || choice.id === undefined) return count;
  const list = nextCommand('outbox list --state dead', path);
  throw new CliError(`There is no dead letter ${choice.id}. List them: ${list}`);
}

export function addErase(outbox: CliCommand): void {
  outbox
    .add(
      'erase',
      "Delete all of a person's events that are in the outbox, and overwrite them in its file.",
      'A request that is on its way already may still arrive.',
    )
    .argument(
      '<alias>',
      "one of the person's aliases, e.g. urn:customer_id:7, or an email; - reads it from standard input",
    )
    .flags('yes', 'path', 'json')
    .action(erase);
}

async function erase(given: string, { path, yes, json }: Flags): Promise<void> {
  const alias = toAlias(given === '-' ? await readAlias() : given);
  const { erased, isServer } = await withOutbox(path, 'to change', async (outbox) => {
    await confirm(`Delete all events of ${maskAlias(alias)} for good?`, yes);
    return { erased: await outbox.erase(alias), isServer: outbox instanceof ServerOutbox };
  });
  const what = `deleted${isServer ? '' : ' and overwritten'}`;
  answer(json, { erased }, `${amount(erased, 'event')} ${what}.`);
  if (isServer) {
    remark(
      'Events that a machine has kept while the server was away are not among them until they have moved to the server: ' +
        'erase there with --path <file>, too.',
    );
  }
}

/** A bare email is taken for its alias. @throws CliError for what is no alias, which would find nothing */
function toAlias(given: string): string {
  const text = given.trim();
  if (/^urn:[^:]+:./i.test(text)) return text;
  if (/^[^\s:@]+@[^\s:@]+$/.test(text)) return `urn:email:${text}`;
  throw usageError(
    "This is no alias: give one of the person's with its kind, e.g. urn:email:jane@example.com or urn:customer_id:7.",
  );
}

/** Reads the alias from the terminal or from another program. */
async function readAlias(): Promise<string> {
  return canAsk()
    ? askSecret('Alias, e.g. urn:email:jane@example.com: ')
    : (await text(process.stdin)).trim();
}

export function addAdopt(outbox: CliCommand): void {
  outbox
    .add(
      'adopt',
      'Release the events of all other tokens and endpoints to this one, after a token was rotated or an endpoint corrected.',
      'Never use it where two sources share the outbox.',
    )
    .flags('token', 'endpoint', 'yes', 'path', 'json')
    .action(adopt);
}

async function adopt(options: Flags): Promise<void> {
  const why = 'Events are released to one source, which a token and an endpoint make.';
  const connection = await readConnection(options, why);
  const adopted = await withOutbox(
    options.path,
    'to change',
    async (outbox) => {
      const isServer = outbox instanceof ServerOutbox;
      const source = isServer ? 0 : await knownSource(outbox, connection);
      // A server only counts the events of other sources.
      const { sources } = isServer ? { sources: [] } : await outbox.status();
      const others = sources.filter((each) => each.source !== source && countOf([each]) > 0);
      const { held } = isServer ? await outbox.counts() : { held: countOf(others) };
      if (held === 0) return 0;
      if (!isServer && options.yes !== true) remark(...table(others), SANDBOX_TOO, '');
      const from = isServer ? 'all other sources' : amount(others.length, 'other source');
      const what = `${amount(held, 'event')} of ${from}`;
      await confirm(`Release ${what} to this token and endpoint?`, options.yes);
      return outbox.adopt(source);
    },
    connection,
  );
  const done = `${amount(adopted, 'event')} released to this token and endpoint.`;
  const none = 'The outbox has no events of another token or endpoint.';
  answer(options.json, { adopted }, adopted === 0 ? none : done);
}

/** A source, a token with an endpoint, has a number only: the file holds neither. */
const SANDBOX_TOO = 'If one of these sources is the sandbox, its test events are released, too.';

function countOf(sources: Parameters<typeof sumOf>[0]): number {
  return Object.values(sumOf(sources)).reduce((total, count) => total + count, 0);
}
