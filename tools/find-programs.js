import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Finds the browser for the tests of the page. @returns the path of its program */
export function findChromium() {
  const wanted = process.env['CHROMIUM_PATH'];
  if (wanted) {
    if (existsSync(wanted)) return wanted;
    throw new Error(`CHROMIUM_PATH is ${wanted}, which does not exist: correct it`);
  }
  const found = CHROMIUM.find((path) => existsSync(path)) ?? installOnCi('chromium');
  if (found !== undefined) return found;
  throw new Error(
    'Chromium is missing: install it (on Debian: apt-get install chromium), or set CHROMIUM_PATH to its path',
  );
}

const CHROMIUM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Without Chromium's own sandbox, because tests run in containers, and without background requests. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Finds strace, with which tests slow down the disk of a process. @returns its path; undefined if it is missing */
export function findStrace() {
  return existsSync('/usr/bin/strace') ? '/usr/bin/strace' : installOnCi('strace');
}

/**
 * Installs Debian's package of a program, on CI only: on a developer's machine, tests install nothing. Several
 * processes may call it at once: the first one installs, the others wait.
 *
 * @returns its path; undefined if it could not be installed
 */
function installOnCi(name) {
  const isPossible = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (!process.env['CI'] || !isPossible) return undefined;
  const path = `/usr/bin/${name}`;
  const install = `apt-get update && apt-get install -y --no-install-recommends ${name}`;
  try {
    const script = `test -x ${path} || (${install})`;
    execFileSync('flock', [`/var/lock/nestjs-converge-${name}`, 'sh', '-c', script], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return path;
  } catch {
    return undefined;
  }
}
