import { setTimeout as pause } from 'node:timers/promises';
import type { OutboxAdmin } from '../outbox.js';
import { OutboxUnavailableError } from '../outbox-unavailable.error.js';
import { sqliteFault } from '../sqlite/driver.js';

/** What changes nothing, and how often that is tried while the file is locked, or closed for a moment. */
const READS: ReadonlyArray<keyof OutboxAdmin> = ['counts', 'deadLetters', 'audit'];
const ATTEMPTS = 100;
const PAUSE_MS = 5;

/**
 * Asks for what operators do.
 *
 * @throws OutboxUnavailableError that says in words what SQLite cannot do, and the errors of OutboxAdmin
 */
export async function askAdmin(
  admin: OutboxAdmin,
  verb: keyof OutboxAdmin,
  argument: unknown,
): Promise<unknown> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      return await admin[verb](argument as never);
    } catch (error) {
      const fault = sqliteFault(error);
      if (fault === undefined) throw error;
      if (fault !== 'busy' || left <= 1 || !READS.includes(verb)) throw explain(error);
    }
    await pause(PAUSE_MS);
  }
}

function explain(error: unknown): OutboxUnavailableError {
  const { code } = error as { code?: unknown };
  return new OutboxUnavailableError(
    `The outbox cannot be read or written at the moment (${String(code)}): its disk fails, or its lock. Try again.`,
  );
}
