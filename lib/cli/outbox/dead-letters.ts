import { DeadLetterTable, type DeadLetterChoice } from '../../outbox/dead-letter-table.js';
import { CliError } from '../cli.error.js';
import type { OutboxFile } from './outbox-file.js';
import type { OutboxCommandOptions } from './outbox-path.js';

/** What it is asked for. */
export interface DeadLetterOptions extends OutboxCommandOptions {
  readonly event?: string;
  readonly yes?: boolean;
}

/** Those that are meant at this moment: what dies later, perhaps once more, is not. */
export function chooseDeadLetters(id: number | undefined, eventName?: string): DeadLetterChoice {
  return { id, eventName, diedBy: Date.now() };
}

/** How many there are of them, of all sources. */
export function countDeadLetters(
  file: OutboxFile,
  { id, eventName, diedBy }: DeadLetterChoice,
): number {
  return file.read(
    () =>
      file.statements.get<{ n: number }>(
        `SELECT count(*) AS n FROM events
         WHERE died_at <= ? AND id = coalesce(?, id) AND event_name = coalesce(?, event_name)`,
        diedBy ?? Number.MAX_SAFE_INTEGER,
        id ?? null,
        eventName ?? null,
      ).n,
  );
}

/** @throws CliError where one is named that is not there */
export function checkChoice(count: number, { id }: DeadLetterChoice): void {
  if (count > 0 || id === undefined) return;
  throw new CliError(
    `There is no dead letter ${id}: outbox list --state dead shows those that there are.`,
  );
}

/**
 * Does something to dead letters of all sources, batch by batch, until none is left.
 *
 * @returns to how many
 */
export async function changeDeadLetters(
  file: OutboxFile,
  change: (deadLetters: DeadLetterTable) => number,
): Promise<number> {
  let total = 0;
  for (const source of file.sources()) {
    const deadLetters = new DeadLetterTable(file.statements, file.totals, source);
    let changed: number;
    do {
      changed = await file.write(() => change(deadLetters));
      total += changed;
    } while (changed > 0);
  }
  return total;
}
