import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OutboxUnavailableError } from '../../outbox/outbox-unavailable.error.js';
import { loadSqlite } from '../../outbox/sqlite-driver.js';
import { withOutbox } from '../open-outbox.js';
import { amount } from '../print.js';
import { installedVersion } from './check-application.js';
import { fail, ok, warn, type Finding } from './finding.js';

const WRITABLE =
  'run this as the user that runs the application, and make the folder writable for it';

/** Whether there is something that keeps events on the disk. */
export function checkSqlite(appDir: string): Finding {
  const { node } = process.versions;
  try {
    loadSqlite();
  } catch {
    return fail(
      'SQLite',
      `Node ${node} has none and libsql is not installed: events are kept in memory and lost with the process`,
      'run "npm install libsql", or use Node 22.13 or later',
    );
  }
  const hasOwn = process.getBuiltinModule?.('node:sqlite') !== undefined;
  return ok(
    'SQLite',
    hasOwn ? `that of Node ${node}` : `libsql ${installedVersion('libsql', appDir)}`,
  );
}

/** Whether the file can be used, or made. It is only read. */
export async function checkOutbox(path: string): Promise<Finding> {
  if (path === 'memory') {
    return warn(
      'outbox',
      'is in memory: events are lost with the process',
      'set CONVERGE_OUTBOX_PATH to a file on a local disk',
    );
  }
  return existsSync(path) ? checkFile(path) : checkFolder(path);
}

async function checkFile(path: string): Promise<Finding> {
  if (!isWritable(path) || !isWritable(dirname(path))) {
    return fail('outbox', `${path} or its folder cannot be written`, WRITABLE);
  }
  try {
    const { events } = await withOutbox(path, (outbox) => outbox.status());
    return ok('outbox', `${path} can be written, and holds ${amount(events, 'event')}`);
  } catch (error) {
    if (!(error instanceof OutboxUnavailableError)) throw error;
    return fail('outbox', 'cannot be used', error.message);
  }
}

function checkFolder(path: string): Finding {
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

/** What container engines leave in their containers. */
const MARKS = ['/.dockerenv', '/run/.containerenv'];

/** Whether the outbox outlives the container, where there is one. */
export function checkContainer(appDir: string, outbox: string, marks = MARKS): Finding[] {
  if (outbox === 'memory') return [];
  if (!isInContainer(marks)) {
    const hasDockerfile = existsSync(join(appDir, 'Dockerfile'));
    const hint = `not in one; where the application runs in one, ${dirname(outbox)} belongs on a volume`;
    return hasDockerfile ? [ok('container', hint)] : [];
  }
  const folder = nearestFolder(dirname(outbox));
  if (statSync(folder).dev !== statSync('/').dev) {
    return [ok('container', `the outbox is on another file system than the container's own`)];
  }
  return [
    warn(
      'container',
      'the outbox is on the file system of the container, and is lost with it',
      `mount a volume at ${dirname(outbox)}, or set CONVERGE_OUTBOX_PATH to a file on one`,
    ),
  ];
}

function isInContainer(marks: readonly string[]): boolean {
  return marks.some((path) => existsSync(path)) || Boolean(process.env['KUBERNETES_SERVICE_HOST']);
}

/** The folder itself, or the first existing one above it. */
function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}
