import { DeadLetterTable } from '../../outbox/dead-letter-table.js';
import { CliError } from '../cli.error.js';
import type { OutboxFile } from './outbox-file.js';
import type { OutboxCommandOptions } from './outbox-path.js';

/** What it is asked for. @internal */
export interface DeadLetterOptions extends OutboxCommandOptions {
  readonly event?: string;
  readonly yes?: boolean;
}

/** Which dead letters are meant. @internal */
export interface DeadLetterChoice {
  readonly id?: number;
  readonly eventName?: string;
}

/** How many there are of them, of all sources. @internal */
export function countDeadLetters(file: OutboxFile, { id, eventName }: DeadLetterChoice): number {
  return file.read(
    () =>
      file.statements.get<{ n: number }>(
        `SELECT count(*) AS n FROM events
         WHERE died_at IS NOT NULL AND id = coalesce(?, id) AND event_name = coalesce(?, event_name)`,
        id ?? null,
        eventName ?? null,
      ).n,
  );
}

/** @throws CliError where one is named that is not there @internal */
export function checkChoice(count: number, { id }: DeadLetterChoice): void {
  if (count > 0 || id === undefined) return;
  throw new CliError(
    `There is no dead letter ${id}: outbox list --state dead shows those that there are.`,
  );
}

/**
 * Does something to dead letters of all sources, batch by batch.
 *
 * @param count how many there are: what dies meanwhile, perhaps once more, is not meant
 * @returns to how many
 * @internal
 */
export async function changeDeadLetters(
  file: OutboxFile,
  count: number,
  change: (deadLetters: DeadLetterTable) => number,
): Promise<number> {
  let total = 0;
  for (const source of file.sources()) {
    const deadLetters = new DeadLetterTable(file.statements, file.totals, source);
    while (total < count) {
      const changed = await file.write(() => change(deadLetters));
      if (changed === 0) break;
      total += changed;
    }
  }
  return total;
}
