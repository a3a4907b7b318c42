import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sumOf, type OutboxStatus } from '../../lib/outbox/outbox-file-admin.js';
import { OutboxUnavailableError } from '../../lib/outbox/errors.js';
import { loadSqlite } from '../../lib/outbox/sqlite/driver.js';
import { CliError } from '../cli.error.js';
import { type Connection, unknownSource } from '../connection.js';
import { installedVersion } from '../packages.js';
import { amount, isoTime } from '../print.js';
import { ServerOutbox } from '../server-outbox.js';
import { countHeld, nextCommand, seeWhy, withFile } from '../with-outbox.js';
import { fail, ok, readText, warn, type Finding } from './finding.js';

/** Checks whether events can be kept on the disk. */
export function checkSqlite(appDir: string): Finding {
  const { node } = process.versions;
  try {
    loadSqlite();
  } catch {
    return fail(
      'SQLite',
      `Node ${node} has no SQLite and libsql is not installed: the application does not start`,
      'run "npm install libsql", or use Node 22.13 or later',
    );
  }
  const hasOwn = process.getBuiltinModule?.('node:sqlite') !== undefined;
  const driver = hasOwn ? `node:sqlite of Node ${node}` : 'libsql';
  return ok(
    'SQLite',
    hasOwn ? driver : `${driver} ${installedVersion(driver, appDir) ?? ''}`.trim(),
  );
}

/**
 * Checks whether an outbox's server can be reached and used.
 *
 * @param source with which the application records events; undefined if unknown
 */
export async function checkServer(url: string, source: Connection | undefined): Promise<Finding[]> {
  if (source === undefined) return [];
  const subject = 'outbox server';
  const risks = (await ServerOutbox.risks(url)).map((risk) => {
    const [effect = risk, remedy = ''] = risk.split(': ');
    return warn(subject, effect, remedy);
  });
  try {
    return await ServerOutbox.use(url, source, async (outbox) => {
      const { pending, waiting, dead } = await outbox.counts();
      const what = `${outbox.name} has ${amount(pending + waiting, 'event')}`;
      const found = ok(subject, `${what}; what it does not take is kept in the outbox below`);
      return [found, ...risks, ...checkDead(dead, undefined)];
    });
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return error.message === unknownSource().message
      ? [warn(subject, 'answers, and knows no such source', error.message), ...risks]
      : [fail(subject, 'cannot be used', error.message)];
  }
}

const WRITABLE =
  'run this as the user that runs the application, and make the folder writable for it';

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
  if (isMissing(path)) {
    const folder = nearestFolder(dirname(path));
    return statSync(folder).isDirectory() && isWritable(folder)
      ? [ok('outbox', `${path} does not exist yet; the first start creates it`)]
      : [fail('outbox', `${path} cannot be created: ${folder} is not a writable folder`, WRITABLE)];
  }
  try {
    return await withFile(path, 'to read', async (outbox) => {
      const status = await outbox.status();
      const { endpoint, token } = source ?? {};
      const isKnown = endpoint !== undefined && token !== undefined;
      // Of a token that no application has used, the outbox has nothing.
      const current = isKnown ? ((await outbox.sourceOf(endpoint, token)) ?? 0) : undefined;
      return [checkRights(path, status), ...checkEvents(status, current)];
    });
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

/** @param current the number of the application's source; undefined if unknown */
function checkEvents(status: OutboxStatus, current: number | undefined): Finding[] {
  const { path, sources, oldestAt, senders } = status;
  const findings = checkDead(sumOf(sources).dead, path);
  const held = current === undefined ? 0 : countHeld(sources, current);
  if (held > 0) {
    const what = `${amount(held, 'event')} of another token or endpoint`;
    const remedy = `if the token was rotated or the endpoint corrected, release them: ${nextCommand('outbox adopt', path)}`;
    findings.push(warn('held events', `${what}: they are not sent`, remedy));
  }
  if (oldestAt !== undefined && Date.now() - oldestAt > OLD_MS) {
    const what = `the oldest undelivered one was recorded at ${isoTime(oldestAt)}`;
    const remedy =
      senders === 0
        ? 'start the application: no running process sends them'
        : `find the reason in the application's log; see how many are waiting: ${nextCommand('outbox status', path)}`;
    findings.push(warn('old events', what, remedy));
  }
  return findings;
}

function checkDead(dead: number, path: string | undefined): Finding[] {
  const message = `${amount(dead, 'event')} will not be sent again`;
  return dead === 0 ? [] : [warn('dead letters', message, seeWhy(path))];
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

/** The folder itself, or the first existing one above it. */
function nearestFolder(folder: string): string {
  const above = dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearestFolder(above);
}

/** A mounted file system, as `/proc/self/mountinfo` lists it. */
interface Mount {
  /** Where it is mounted. */
  readonly point: string;
  /** What of the file system is mounted there: of a bind mount, the folder. */
  readonly root: string;
  /** Such as `ext4`, `overlay`, `nfs4` or `fuse.sshfs`. */
  readonly type: string;
}

/** The types of file systems that are no local disk, how bad that is, what they are, and what follows. */
const NOT_LOCAL = [
  [
    // On these, the library keeps events in memory.
    /^(?:nfs\d?|cifs|smb\w*|9p|ceph|afs|gpfs|lustre|gfs2?)$/,
    fail,
    'on a network file system',
    'the application keeps its events in memory instead',
  ],
  [
    /^fuse\.|^virtiofs$/,
    warn,
    'not on a local disk',
    'its locks may not work, so that processes damage the file',
  ],
  [/^(?:tmpfs|ramfs)$/, warn, 'in memory', 'its events are lost when the machine restarts'],
] as const;

/** Checks whether the place of the outbox keeps what is written there. */
export function checkPlace(
  appDir: string,
  outbox: string,
  machine = { isContainer: isContainer(), mountOf: (folder: string) => mountOf(folder) },
): Finding[] {
  if (outbox === 'memory') return [];
  // The file may be a link to another place.
  const folder = existsSync(outbox)
    ? dirname(realpathSync(outbox))
    : realpathSync(nearestFolder(dirname(outbox)));
  const mount = machine.mountOf(folder);
  const found = NOT_LOCAL.find(([types]) => mount !== undefined && types.test(mount.type));
  if (mount !== undefined && found !== undefined) {
    const [, report, what, effect] = found;
    const message = `the outbox is ${what} (${mount.type} at ${mount.point}): ${effect}`;
    return [report('disk', message, 'set CONVERGE_OUTBOX_PATH to a file on a local disk')];
  }
  if (machine.isContainer) return mount === undefined ? [] : [checkVolume(mount, dirname(outbox))];
  const hint = `not running in one; in a container, mount a volume at ${dirname(outbox)}`;
  return existsSync(join(appDir, 'Dockerfile')) ? [ok('container', hint)] : [];
}

function checkVolume({ type, point, root }: Mount, folder: string): Finding {
  if (point === '/') {
    const what = `the outbox is on the container's own file system (${type})`;
    const remedy = `mount a volume at ${folder}, or set CONVERGE_OUTBOX_PATH to a file on one`;
    return warn('container', `${what}: its events are lost with the container`, remedy);
  }
  if (root.includes('kubernetes.io~empty-dir')) {
    const what = `the outbox is on an emptyDir volume at ${point}`;
    const remedy = 'use a PersistentVolumeClaim, one for each pod (StatefulSet)';
    return warn('container', `${what}: its events are lost with the pod`, remedy);
  }
  return ok('container', `the outbox is on a volume (${type} at ${point})`);
}

function isContainer(): boolean {
  return (
    // Files that container engines create in their containers.
    ['/.dockerenv', '/run/.containerenv'].some((path) => existsSync(path)) ||
    Boolean(process.env['KUBERNETES_SERVICE_HOST']) ||
    /docker|containerd|kubepods|libpod|\/lxc\//.test(readText('/proc/self/cgroup'))
  );
}

/** The file system that holds a folder; undefined where it cannot be known, as on macOS and Windows. */
export function mountOf(
  folder: string,
  mountinfo = readText('/proc/self/mountinfo'),
): Mount | undefined {
  let found: Mount | undefined;
  for (const line of mountinfo.split('\n')) {
    // `36 35 98:0 /root /point rw,noatime shared:1 - ext4 /dev/root rw`
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root, point] = before.split(' ').map(unescape);
    const [type] = after.split(' ');
    const isAbove = point === '/' || folder === point || folder.startsWith(`${point}/`);
    // Of two at the same place, the later one hides the other.
    if (root && point && type && isAbove && !(found && found.point.length > point.length)) {
      found = { root, point, type };
    }
  }
  return found;
}

/** Blanks and the like are written as `\040`. */
function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 8)),
  );
}
