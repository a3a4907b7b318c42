import { chromium, type Browser } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../../../tools/find-programs.js';

/** Long enough to install a browser where there is none. */
export const LAUNCH_TIMEOUT_MS = 600_000;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGUMENTS });
}
