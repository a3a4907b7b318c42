import { EXIT, type ExitCode } from '../cli.error.js';
import { print, printJson } from '../print.js';
import {
  changeDeadLetters,
  checkChoice,
  chooseDeadLetters,
  countDeadLetters,
  type DeadLetterOptions,
} from './dead-letters.js';
import { withOutbox } from './outbox-file.js';
import { outboxPath } from './outbox-path.js';

export async function replay(
  id: number | undefined,
  options: DeadLetterOptions,
): Promise<ExitCode> {
  const choice = chooseDeadLetters(id, options.event);
  const replayed = await withOutbox(outboxPath(options.path), (file) => {
    const count = countDeadLetters(file, choice);
    checkChoice(count, choice);
    return changeDeadLetters(file, (table) => table.replay(choice, Date.now()));
  });
  if (options.json === true) printJson({ replayed });
  else if (replayed === 0) print('There are no such dead letters.');
  else print(`${replayed} dead letter(s) are pending again; a running application sends them now.`);
  return EXIT.fine;
}
