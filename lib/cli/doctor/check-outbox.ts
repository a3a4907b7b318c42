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
    hasOwn ? `node:sqlite of Node ${node}` : `libsql ${installedVersion('libsql', appDir)}`,
  );
}

/** Checks whether the file can be used or created, without writing to it. */
export async function checkOutbox(path: string): Promise<Finding> {
  if (path === 'memory') {
    return warn(
      'outbox',
      'in memory: events are lost with the process',
      'set CONVERGE_OUTBOX_PATH to a file on a local disk',
    );
  }
  return existsSync(path) ? checkFile(path) : checkFolder(path);
}

async function checkFile(path: string): Promise<Finding> {
  if (!isWritable(path) || !isWritable(dirname(path))) {
    return fail('outbox', `${path} or its folder is not writable`, WRITABLE);
  }
  try {
    const { events } = await withOutbox(path, (outbox) => outbox.status());
    return ok('outbox', `${path} is writable and has ${amount(events, 'event')}`);
  } catch (error) {
    if (!(error instanceof OutboxUnavailableError)) throw error;
    return fail('outbox', 'cannot be used', error.message);
  }
}

function checkFolder(path: string): Finding {
  const folder = nearestFolder(dirname(path));
  return statSync(folder).isDirectory() && isWritable(folder)
    ? ok('outbox', `${path} does not exist yet; the first start creates it`)
    : fail('outbox', `${path} cannot be created: ${folder} is not a writable folder`, WRITABLE);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Files that container engines create in their containers. */
const MARKS = ['/.dockerenv', '/run/.containerenv'];

/** Checks whether the outbox outlives the container, if there is one. */
export function checkContainer(appDir: string, outbox: string, marks = MARKS): Finding[] {
  if (outbox === 'memory') return [];
  if (!isInContainer(marks)) {
    const hasDockerfile = existsSync(join(appDir, 'Dockerfile'));
    const hint = `not running in one; in a container, mount a volume at ${dirname(outbox)}`;
    return hasDockerfile ? [ok('container', hint)] : [];
  }
  const folder = nearestFolder(dirname(outbox));
  if (statSync(folder).dev !== statSync('/').dev) {
    return [ok('container', 'the outbox is on a volume')];
  }
  return [
    warn(
      'container',
      'the outbox is on the file system of the container and is lost with it',
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
