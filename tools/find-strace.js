import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const STRACE = '/usr/bin/strace';
const INSTALL =
  'test -x /usr/bin/strace || (apt-get update && apt-get install -y --no-install-recommends strace)';

/**
 * Finds strace, with which tests slow down the disk of a process. As root on Debian, it installs a missing
 * one. Several processes may call it at once: the first one installs, the others wait.
 *
 * @returns its path; undefined if it is missing
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
