import { EXIT, type ExitCode } from '../exit-code.js';
import { print, printJson } from '../terminal/print.js';
import { checkChoice, chooseDeadLetters, type DeadLetterOptions } from './dead-letters.js';
import { withOutbox } from './outbox-file.js';
import { outboxPath } from './outbox-path.js';

export async function replay(
  id: number | undefined,
  options: DeadLetterOptions,
): Promise<ExitCode> {
  const choice = chooseDeadLetters(id, options.event);
  const replayed = await withOutbox(outboxPath(options.path), async (admin) => {
    checkChoice(await admin.countDeadLetters(choice), choice);
    return admin.replay(choice);
  });
  if (options.json === true) printJson({ replayed });
  else if (replayed === 0) print('There are no such dead letters.');
  else print(`${replayed} dead letter(s) are pending again; a running application sends them now.`);
  return EXIT.fine;
}
