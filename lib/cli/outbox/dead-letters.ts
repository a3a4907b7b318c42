import type { DeadLetterChoice } from '../../outbox/sqlite-administration.js';
import { CliError } from '../cli.error.js';
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

/** @throws CliError where one is named that is not there */
export function checkChoice(count: number, { id }: DeadLetterChoice): void {
  if (count > 0 || id === undefined) return;
  throw new CliError(
    `There is no dead letter ${id}: outbox list --state dead shows those that there are.`,
  );
}
