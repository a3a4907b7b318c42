import type { Command } from 'commander';
import type { DeadLetterChoice } from '../../lib/outbox/sqlite/admin.js';
import { CliError } from '../cli.error.js';
import { addCommand, JSON_FLAG, PATH_FLAG, wholeNumber, YES_FLAG } from '../command.js';
import { nextCommand, type OutboxFlags, withOutbox } from '../with-outbox.js';
import { amount, print, printJson } from '../print.js';
import { confirm } from '../prompts.js';
import type { ServerOutbox } from '../server-outbox.js';

interface DeadLetterOptions extends OutboxFlags {
  readonly event?: string;
  readonly yes?: boolean;
}

export function addReplay(outbox: Command): void {
  addCommand(
    outbox,
    'replay',
    'Send dead letters again: all, one, or those of one event name.',
    'A running application sends them at once.',
  )
    .argument('[id]', 'only this one', wholeNumber(0))
    .option('--event <name>', 'only events of this name')
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(replay);
}

async function replay(id: number | undefined, options: DeadLetterOptions): Promise<void> {
  const choice = choose(id, options);
  const { replayed, skipped } = await withOutbox(options.path, 'to change', async (outbox) => {
    const count = await countChosen(outbox, choice, options.path);
    const replayed = count === 0 ? 0 : await outbox.replay(choice);
    return { replayed, skipped: count - replayed };
  });
  if (options.json === true) {
    printJson({ replayed, skipped });
    return;
  }
  if (replayed === 0 && skipped === 0) print('No dead letter matches.');
  if (replayed > 0) {
    print(
      `${amount(replayed, 'dead letter')} pending again; a running application sends them at once.`,
    );
  }
  if (skipped > 0) {
    print(
      `${amount(skipped, 'dead letter')} skipped: invalid and damaged events are not sent again. See why: ` +
        nextCommand('outbox list --state dead', options.path),
    );
  }
}

export function addDiscard(outbox: Command): void {
  addCommand(
    outbox,
    'discard',
    'Delete dead letters for good: all, one, or those of one event name.',
  )
    .argument('[id]', 'only this one', wholeNumber(0))
    .option('--event <name>', 'only events of this name')
    .option(...YES_FLAG)
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(discard);
}

async function discard(id: number | undefined, options: DeadLetterOptions): Promise<void> {
  const choice = choose(id, options);
  const discarded = await withOutbox(options.path, 'to change', async (outbox) => {
    const count = await countChosen(outbox, choice, options.path);
    if (count === 0) return 0;
    await confirm(`Delete ${amount(count, 'dead letter')} for good?`, options.yes);
    return outbox.discard(choice);
  });
  if (options.json === true) printJson({ discarded });
  else if (discarded === 0) print('No dead letter matches.');
  else print(`${amount(discarded, 'dead letter')} deleted.`);
}

/** Only the dead letters of this moment, not those that die while the command runs. */
function choose(id: number | undefined, { event: eventName }: DeadLetterOptions): DeadLetterChoice {
  const diedBy = Date.now();
  return { diedBy, ...(id !== undefined && { id }), ...(eventName !== undefined && { eventName }) };
}

/** @throws CliError for an id that does not exist */
async function countChosen(
  outbox: Pick<ServerOutbox, 'countDeadLetters'>,
  choice: DeadLetterChoice,
  path: string | undefined,
): Promise<number> {
  const count = await outbox.countDeadLetters(choice);
  if (count > 0 || choice.id === undefined) return count;
  const list = nextCommand('outbox list --state dead', path);
  throw new CliError(`There is no dead letter ${choice.id}. List them: ${list}`);
}
