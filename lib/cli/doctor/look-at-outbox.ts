import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { findLibsql } from '../../outbox/find-libsql.js';
import { loadSqlite } from '../../outbox/sqlite-driver.js';
import { CliError } from '../cli.error.js';
import { withOutbox } from '../outbox/outbox-file.js';
import { fail, ok, warn, type Finding } from './finding.js';
import { nearestFolder } from './nearest-folder.js';

const WRITABLE =
  'run this as the user that runs the application, and make the folder writable for it';

/** Whether there is something that keeps events on the disk. */
export async function lookAtSqlite(): Promise<Finding> {
  try {
    loadSqlite(findLibsql());
    return ok('SQLite', 'is there');
  } catch {
    return fail(
      'SQLite',
      `Node ${process.versions.node} has none and libsql is not installed: events are kept in memory and lost with the process`,
      'run "npm install libsql", or use Node 22.13 or later',
    );
  }
}

/** Whether the file can be used, or made. It is only looked at. */
export async function lookAtOutbox(path: string): Promise<Finding> {
  if (path === 'memory') {
    return warn(
      'outbox',
      'is in memory: events are lost with the process',
      'set CONVERGE_OUTBOX_PATH to a file on a local disk',
    );
  }
  return existsSync(path) ? lookAtFile(path) : lookAtFolder(path);
}

async function lookAtFile(path: string): Promise<Finding> {
  if (!isWritable(path) || !isWritable(dirname(path))) {
    return fail('outbox', `${path} or its folder cannot be written`, WRITABLE);
  }
  try {
    const { events } = await withOutbox(path, (admin) => admin.status());
    return ok('outbox', `${path} can be written, and holds ${events} events`);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return fail('outbox', 'cannot be used', error.message);
  }
}

function lookAtFolder(path: string): Finding {
  const folder = nearestFolder(dirname(path));
  return statSync(folder).isDirectory() && isWritable(folder)
    ? ok('outbox', `${path} is not there yet; it can be made at the first start`)
    : fail('outbox', `${path} cannot be made, because of ${folder}`, WRITABLE);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
