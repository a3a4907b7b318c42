import { readFileSync } from 'node:fs';

/** A mounted file system, as `/proc/self/mountinfo` lists it. */
export interface Mount {
  /** Where it is mounted. */
  readonly point: string;
  /** What of the file system is mounted there: of a bind mount, the folder. */
  readonly root: string;
  /** Such as `ext4`, `overlay`, `nfs4` or `fuse.sshfs`. */
  readonly type: string;
}

/** The file system that holds a folder; undefined where it cannot be known, as on macOS and Windows. */
export function mountOf(folder: string, mountinfo = readMountinfo()): Mount | undefined {
  let found: Mount | undefined;
  for (const line of mountinfo.split('\n')) {
    const mount = parse(line);
    if (mount === undefined || !isBelow(folder, mount.point)) continue;
    // Of two at the same place, the later one hides the other.
    if (found === undefined || mount.point.length >= found.point.length) found = mount;
  }
  return found;
}

function readMountinfo(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return '';
  }
}

/** `36 35 98:0 /root /point rw,noatime shared:1 - ext4 /dev/root rw` */
function parse(line: string): Mount | undefined {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root, point] = before.split(' ').map(unescape);
  const [type] = after.split(' ');
  return root && point && type ? { root, point, type } : undefined;
}

/** Blanks and the like are written as `\040`. */
function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 8)),
  );
}

function isBelow(folder: string, point: string): boolean {
  return point === '/' || folder === point || folder.startsWith(`${point}/`);
}
