import { createEngine, type Engine } from '../../lib/engine.js';
import { visibleLine } from '../../lib/event/visible.js';
import { resolveOptions } from '../../lib/options/resolve-options.js';
import type { Connection } from '../connection.js';
import { remark } from '../print.js';

/**
 * Nothing of the application's may get too old for a process that does not know its settings: ten years. What
 * begins before 1970, Redis refuses.
 */
const FOREVER_DAYS = 3_650;

/**
 * Starts an engine beside that of the application, for the same outbox; what it logs are remarks.
 *
 * @param path of the file, or the URL of a server
 */
export async function openEngine(connection: Connection, path: string): Promise<Engine> {
  const outbox = { path, deadLetterDays: FOREVER_DAYS, ledgerDays: FOREVER_DAYS };
  const options = resolveOptions({ ...connection, outbox });
  const say = (message: string, { kind }: { readonly kind?: unknown }) => {
    // The command says it with the line.
    if (kind !== 'invalidEvent') remark(visibleLine(message));
  };
  const log = { error: say, warn: say, info: () => undefined, debug: () => undefined };
  const engine = await createEngine(options, { log: { ...log, isDebugEnabled: () => false } });
  engine.start();
  return engine;
}
