import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ok, warn, fail, type Finding } from './finding.js';
import { mountOf, type Mount } from './mounts.js';

/** What this machine says about itself. */
export interface Machine {
  /** Whether this process runs in a container. */
  readonly isContainer: boolean;
  mountOf(folder: string): Mount | undefined;
}

/** The network file systems on which the library keeps events in memory instead, see `prepareFolder`. */
const NETWORK = /^(?:nfs\d?|cifs|smb\w*|9p|ceph|afs|gpfs|lustre|gfs2?)$/;

/** Checks whether the place of the outbox keeps what is written there. */
export function checkPlace(appDir: string, outbox: string, machine = thisMachine()): Finding[] {
  if (outbox === 'memory') return [];
  // The file may be a link to another place.
  const folder = existsSync(outbox)
    ? dirname(realpathSync(outbox))
    : realpathSync(nearestFolder(dirname(outbox)));
  const mount = machine.mountOf(folder);
  const found = checkFileSystem(mount);
  return found.length > 0 ? found : checkContainer(appDir, outbox, mount, machine);
}

function checkFileSystem(mount: Mount | undefined): Finding[] {
  if (mount === undefined) return [];
  const { type, point } = mount;
  const remedy = 'set CONVERGE_OUTBOX_PATH to a file on a local disk';
  if (NETWORK.test(type)) {
    const what = `the outbox is on a network file system (${type} at ${point})`;
    return [fail('disk', `${what}: the application keeps its events in memory instead`, remedy)];
  }
  if (/^fuse\.|^virtiofs$/.test(type)) {
    const what = `the outbox is not on a local disk (${type} at ${point})`;
    return [
      warn('disk', `${what}: its locks may not work, so that processes damage the file`, remedy),
    ];
  }
  if (/^(?:tmpfs|ramfs)$/.test(type)) {
    const what = `the outbox is in memory (${type} at ${point})`;
    return [warn('disk', `${what}: its events are lost when the machine restarts`, remedy)];
  }
  return [];
}

function checkContainer(
  appDir: string,
  outbox: string,
  mount: Mount | undefined,
  { isContainer }: Machine,
): Finding[] {
  const folder = dirname(outbox);
  const remedy = `mount a volume at ${folder}, or set CONVERGE_OUTBOX_PATH to a file on one`;
  if (!isContainer) {
    const hint = `not running in one; in a container, mount a volume at ${folder}`;
    return existsSync(join(appDir, 'Dockerfile')) ? [ok('container', hint)] : [];
  }
  if (mount === undefined) return [];
  if (mount.point === '/') {
    const what = `the outbox is on the container's own file system (${mount.type})`;
    return [warn('container', `${what}: its events are lost with the container`, remedy)];
  }
  if (mount.root.includes('kubernetes.io~empty-dir')) {
    const what = `the outbox is on an emptyDir volume at ${mount.point}`;
    return [warn('container', `${what}: its events are lost with the pod`, PERSISTENT)];
  }
  return [ok('container', `the outbox is on a volume (${mount.type} at ${mount.point})`)];
}

const PERSISTENT = 'use a PersistentVolumeClaim, one for each pod (StatefulSet)';

/** Files that container engines create in their containers. */
const MARKS = ['/.dockerenv', '/run/.containerenv'];

function thisMachine(): Machine {
  const isContainer =
    MARKS.some((path) => existsSync(path)) ||
    Boolean(process.env['KUBERNETES_SERVICE_HOST']) ||
    /docker|containerd|kubepods|libpod|\/lxc\//.test(controlGroups());
  return { isContainer, mountOf };
}

function controlGroups(): string {
  try {
    return readFileSync('/proc/self/cgroup', 'utf8');
  } catch {
    return '';
  }
}

/** The folder itself, or the first existing one above it. */
export function nearestFolder(folder: string): string {
  const above = dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearestFolder(above);
}
