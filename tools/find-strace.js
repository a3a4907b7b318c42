import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const STRACE = '/usr/bin/strace';
const INSTALL =
  'test -x /usr/bin/strace || (apt-get update && apt-get install -y --no-install-recommends strace)';

/**
 * Finds the program with which tests slow the disk of a process down, and on Debian installs it where it
 * may. Several processes may ask at once: the first one installs, the others wait for it.
 *
 * @returns its path, undefined where there is none
 */
export function findStrace() {
  if (existsSync(STRACE)) return STRACE;
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return undefined;
  try {
    execFileSync('flock', ['/var/lock/nestjs-converge-strace', 'sh', '-c', INSTALL], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: 'ignore',
    });
    return STRACE;
  } catch {
    return undefined;
  }
}
