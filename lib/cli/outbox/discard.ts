import { EXIT, type ExitCode } from '../exit-code.js';
import { print, printJson } from '../terminal/print.js';
import { confirm } from '../terminal/prompts.js';
import { checkChoice, chooseDeadLetters, type DeadLetterOptions } from './dead-letters.js';
import { withOutbox } from './outbox-file.js';
import { outboxPath } from './outbox-path.js';

export async function discard(
  id: number | undefined,
  options: DeadLetterOptions,
): Promise<ExitCode> {
  const choice = chooseDeadLetters(id, options.event);
  const discarded = await withOutbox(outboxPath(options.path), async (admin) => {
    const count = await admin.countDeadLetters(choice);
    checkChoice(count, choice);
    if (count === 0) return 0;
    await confirm(`Forget ${count} dead letter(s) for good?`, options.yes);
    return admin.discard(choice);
  });
  if (options.json === true) printJson({ discarded });
  else if (discarded === 0) print('There are no such dead letters.');
  else print(`${discarded} dead letter(s) are forgotten.`);
  return EXIT.fine;
}
