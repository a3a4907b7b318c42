import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { usageError } from '../cli.error.js';
import { addCommand, JSON_FLAG, PATH_FLAG, YES_FLAG } from '../command.js';
import { type OutboxFlags, withOutbox } from '../with-outbox.js';
import { amount, print, printJson, remark } from '../print.js';
import { askSecret, canAsk, confirm } from '../prompts.js';
import { ServerOutbox } from '../server-outbox.js';
import { maskAlias } from '../stored-event.js';

interface EraseOptions extends OutboxFlags {
  readonly yes?: boolean;
}

export function addErase(outbox: Command): void {
  addCommand(
    outbox,
    'erase',
    "Delete all of a person's events that are in the outbox, and overwrite them in its file.",
    'A request that is on its way already may still arrive.',
  )
    .argument(
      '<alias>',
      "one of the person's aliases, e.g. urn:email:jane@example.com; - reads it from standard input",
    )
    .option(...YES_FLAG)
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(erase);
}

async function erase(given: string, { path, yes, json }: EraseOptions): Promise<void> {
  const alias = given === '-' ? await readAlias() : given;
  if (alias.trim() === '')
    throw usageError(
      "The alias is empty: give one of the person's, e.g. urn:email:jane@example.com.",
    );
  const { erased, isServer } = await withOutbox(path, 'to change', async (outbox) => {
    await confirm(`Delete all events of ${maskAlias(alias)} for good?`, yes);
    return { erased: await outbox.erase(alias), isServer: outbox instanceof ServerOutbox };
  });
  if (json === true) printJson({ erased });
  else print(`${amount(erased, 'event')} deleted${isServer ? '' : ' and overwritten'}.`);
  if (erased === 0 && !/^urn:/i.test(alias)) {
    remark('An alias begins with its kind, e.g. urn:email: or urn:customer_id:. Was it left out?');
  }
  if (isServer) {
    remark(
      'Events that a machine has kept while the server was away are not among them until it has handed them over: ' +
        'erase there with --path <file>, too.',
    );
  }
}

/** Reads the alias from the terminal or from another program. */
async function readAlias(): Promise<string> {
  return canAsk()
    ? askSecret('Alias, e.g. urn:email:jane@example.com: ')
    : (await text(process.stdin)).trim();
}
