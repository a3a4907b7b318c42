import { sqliteFault, type SqliteFault } from '../../outbox/sqlite-driver.js';
import { CliError } from '../cli.error.js';

const EXPLANATIONS: Record<SqliteFault, string> = {
  busy: 'is locked by another process for too long: try again, or find out which one has it (lsof, fuser).',
  disk: 'cannot be read or written by this user, or its disk is full: run the command as the user that runs the application.',
  damaged:
    'is damaged, or no SQLite file: it was left as it is. At its next start the application puts it aside and begins a new one.',
  other: 'cannot be used: SQLite failed.',
};

/** Says in words what SQLite found. @throws CliError */
export function explainSqlite<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const fault = sqliteFault(error);
    if (fault === undefined) throw error;
    throw new CliError(`The outbox ${path} ${EXPLANATIONS[fault]}`);
  }
}
