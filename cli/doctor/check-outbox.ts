import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { sumOf, type OutboxStatus } from '../../lib/outbox/outbox-file-admin.js';
import { OutboxUnavailableError } from '../../lib/outbox/errors.js';
import { loadSqlite } from '../../lib/outbox/sqlite/driver.js';
import type { Connection } from '../connection.js';
import { countHeld, nextCommand, withFile } from '../with-outbox.js';
import { amount } from '../print.js';
import { installedVersion } from '../installed.js';
import { nearestFolder } from './check-place.js';
import { fail, ok, warn, type Finding } from './finding.js';

const WRITABLE =
  'run this as the user that runs the application, and make the folder writable for it';

/** Checks whether events can be kept on the disk. */
export function checkSqlite(appDir: string): Finding {
  const { node } = process.versions;
  try {
    loadSqlite();
  } catch {
    return fail(
      'SQLite',
      `Node ${node} has no SQLite and libsql is not installed: events are kept in memory and lost with the process`,
      'run "npm install libsql", or use Node 22.13 or later',
    );
  }
  const hasOwn = process.getBuiltinModule?.('node:sqlite') !== undefined;
  return ok(
    'SQLite',
    hasOwn
      ? `node:sqlite of Node ${node}`
      : `libsql ${installedVersion('libsql', appDir) ?? ''}`.trim(),
  );
}

/**
 * Checks whether the file can be used or created, and what is in it, without writing to it.
 *
 * @param source with which the application records events; undefined if unknown
 */
export async function checkOutbox(
  path: string,
  source: Connection | undefined,
): Promise<Finding[]> {
  if (path === 'memory') {
    const remedy = 'set CONVERGE_OUTBOX_PATH to a file on a local disk';
    return [warn('outbox', 'in memory: events are lost with the process', remedy)];
  }
  return isMissing(path) ? [checkFolder(path)] : checkFile(path, source);
}

async function checkFile(path: string, source: Connection | undefined): Promise<Finding[]> {
  try {
    const [status, current] = await withFile(path, 'to read', async (outbox) => [
      await outbox.status(),
      source?.token === undefined
        ? undefined
        : ((await outbox.sourceOf(source.endpoint, source.token)) ?? NO_SOURCE),
    ]);
    return [checkRights(path, status), ...checkEvents(status, current)];
  } catch (error) {
    if (!(error instanceof OutboxUnavailableError)) throw error;
    return [fail('outbox', 'cannot be used', error.message)];
  }
}

function checkRights(path: string, { events }: OutboxStatus): Finding {
  const folder = dirname(path);
  if (!isWritable(folder)) return fail('outbox', `its folder ${folder} is not writable`, WRITABLE);
  const { uid } = statSync(path);
  const user = process.geteuid?.() ?? uid;
  if (uid === user) return ok('outbox', `${path} is writable and has ${amount(events, 'event')}`);
  return warn(
    'outbox',
    `${path} belongs to user ${uid}, and this is user ${user}`,
    `run the application as user ${uid}, because another user's keeps its events in memory, and run doctor as that ` +
      `user, too: sudo -u '#${uid}' npx nestjs-converge doctor`,
  );
}

/** How old an event may be: several times the longest pause between two attempts. */
const OLD_MS = 3_600_000;
/** A number that no source has: the application has not recorded anything with this token. */
const NO_SOURCE = 0;

/** @param current the number of the application's source; undefined if unknown */
function checkEvents(status: OutboxStatus, current: number | undefined): Finding[] {
  const { path, sources, oldestAt, senders } = status;
  const findings: Finding[] = [];
  const { dead } = sumOf(sources);
  if (dead > 0) {
    const remedy = `see why: ${nextCommand('outbox list --state dead', path)}`;
    findings.push(warn('dead letters', `${amount(dead, 'event')} will not be sent again`, remedy));
  }
  const held = current === undefined ? 0 : countHeld(sources, current);
  if (held > 0) {
    const what = `${amount(held, 'event')} of another token or endpoint`;
    const remedy = `if the token was rotated or the endpoint corrected, release them: ${nextCommand('outbox adopt', path)}`;
    findings.push(warn('held events', `${what}: they are not sent`, remedy));
  }
  if (oldestAt !== undefined && Date.now() - oldestAt > OLD_MS) {
    const what = `the oldest undelivered one was recorded at ${new Date(oldestAt).toISOString()}`;
    const remedy =
      senders === 0
        ? 'start the application: no running process sends them'
        : `find the reason in the application's log; see how many are waiting: ${nextCommand('outbox watch', path)}`;
    findings.push(warn('old events', what, remedy));
  }
  return findings;
}

function checkFolder(path: string): Finding {
  const folder = nearestFolder(dirname(path));
  return statSync(folder).isDirectory() && isWritable(folder)
    ? ok('outbox', `${path} does not exist yet; the first start creates it`)
    : fail('outbox', `${path} cannot be created: ${folder} is not a writable folder`, WRITABLE);
}

/** A file that this user may not see is not missing. */
function isMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR';
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
