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
 * Finds the browser that the page is looked at with, and on Debian installs it where it may. Several
 * processes may ask at once: the first one installs, the others wait for it.
 *
 * @returns the path of its program
 */
export function findChromium() {
  const wanted = process.env['CHROMIUM_PATH'];
  if (wanted) {
    if (existsSync(wanted)) return wanted;
    throw new Error(`CHROMIUM_PATH names ${wanted}, which is not there`);
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
    'Chromium is missing: install it (on Debian: apt-get install chromium), or name it in CHROMIUM_PATH',
  );
}

/** Without a sandbox of its own, as tests run in containers; and it speaks to no other machine. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
