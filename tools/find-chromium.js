import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const INSTALL =
  'test -x /usr/bin/chromium || (apt-get update && apt-get install -y --no-install-recommends chromium)';

/**
 * Finds the browser for the tests of the page. As root on Debian, it installs a missing one. Several
 * processes may call it at once: the first one installs, the others wait.
 *
 * @returns the path of its program
 */
export function findChromium() {
  const wanted = process.env['CHROMIUM_PATH'];
  if (wanted) {
    if (existsSync(wanted)) return wanted;
    throw new Error(`CHROMIUM_PATH is ${wanted}, which does not exist: correct it`);
  }
  const found = PATHS.find((path) => existsSync(path));
  if (found !== undefined) return found;
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    execFileSync('flock', ['/var/lock/nestjs-converge-chromium', 'sh', '-c', INSTALL], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return '/usr/bin/chromium';
  }
  throw new Error(
    'Chromium is missing: install it (on Debian: apt-get install chromium), or set CHROMIUM_PATH to its path',
  );
}

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
