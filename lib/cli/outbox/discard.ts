import { EXIT, type ExitCode } from '../cli.error.js';
import { print, printJson } from '../print.js';
import { confirm } from '../prompts.js';
import {
  changeDeadLetters,
  checkChoice,
  chooseDeadLetters,
  countDeadLetters,
  type DeadLetterOptions,
} from './dead-letters.js';
import { withOutbox } from './outbox-file.js';
import { outboxPath } from './outbox-path.js';

export async function discard(
  id: number | undefined,
  options: DeadLetterOptions,
): Promise<ExitCode> {
  const choice = chooseDeadLetters(id, options.event);
  const discarded = await withOutbox(outboxPath(options.path), async (file) => {
    const count = countDeadLetters(file, choice);
    checkChoice(count, choice);
    if (count === 0) return 0;
    await confirm(`Forget ${count} dead letter(s) for good?`, options.yes);
    return changeDeadLetters(file, (table) => table.discard(choice));
  });
  if (options.json === true) printJson({ discarded });
  else if (discarded === 0) print('There are no such dead letters.');
  else print(`${discarded} dead letter(s) are forgotten.`);
  return EXIT.fine;
}
