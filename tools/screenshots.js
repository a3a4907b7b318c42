/**
 * Makes the pictures of the sandbox's page in docs/images, with invented requests. The time stands still,
 * so that the same page gives the same pictures.
 *
 * Usage: npm run build && node tools/screenshots.js
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createSandbox } from '../dist/sandbox/index.js';
import { CHROMIUM_ARGUMENTS, findChromium } from './find-chromium.js';
import { importLib } from './import-lib.js';
import { shopRequests } from './screenshots/shop-days.js';

const IMAGES = fileURLToPath(new URL('../docs/images', import.meta.url));
const PORT = 4400;
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
const NOW = Date.parse('2026-06-15T10:24:30Z');

// The sandbox runs in this process.
Date.now = () => NOW;

const { HEADER, writeArrival } = await importLib(['sandbox/store/journal']);
const folder = mkdtempSync(join(tmpdir(), 'converge-screenshots-'));
const requests = shopRequests(NOW);
const lines = [HEADER, ...requests.map((request) => writeArrival(request))];
writeFileSync(join(folder, 'requests'), `${lines.join('\n')}\n`);
mkdirSync(IMAGES, { recursive: true });

const sandbox = await createSandbox({ port: PORT, data: join(folder, 'requests') });
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: CHROMIUM_ARGUMENTS,
});
try {
  const flagged = (await ask('requests?event=Placed+Order')).requests.find(
    (one) => one.warnings > 0,
  );
  const merged = (await ask('profiles')).profiles.find(({ suspicious }) => suspicious);

  await take('sandbox-logs', `#/logs/${flagged.number}`, '.json', WIDE, 'light');
  await take('sandbox-logs-narrow', '#/logs', '.grid-row', NARROW, 'light');
  await take('sandbox-warnings', '#/warnings', '.flagged', WIDE, 'light');
  await take('sandbox-profiles-dark', `#/profiles/${merged.id}`, '.graph circle', WIDE, 'dark');
  await take('sandbox-validate', '#/validate', '.empty', WIDE, 'light', (page) =>
    page.getByLabel('JSON body').fill(JSON.stringify(wrongEvent(), null, 2)),
  );
  sandbox.simulateFault({ status: 503, headers: { 'Retry-After': '10' } });
  for (const { body } of requests.slice(0, 3)) await send(body);
  await take('sandbox-delivery-dark', '#/delivery', 'canvas', WIDE, 'dark');
} finally {
  await browser.close();
  await sandbox.close();
  rmSync(folder, { recursive: true });
}

async function take(name, view, drawn, viewport, colorScheme, act) {
  const page = await browser.newPage({
    viewport,
    colorScheme,
    deviceScaleFactor: 2,
    timezoneId: 'UTC',
  });
  await page.clock.setFixedTime(NOW);
  await page.goto(`${sandbox.url}/${view}`);
  await page.getByText('Live', { exact: true }).waitFor({ state: 'attached' });
  await page.locator(drawn).first().waitFor();
  await act?.(page);
  await page.waitForLoadState('networkidle').catch(() => {});
  await page.screenshot({ path: join(IMAGES, `${name}.png`), animations: 'disabled' });
  await page.close();
  console.log(`docs/images/${name}.png`);
}

async function ask(path) {
  return (await fetch(`${sandbox.url}/api/${path}`)).json();
}

function send(body) {
  const headers = { 'Content-Type': 'application/json', 'X-Webhook-Token': sandbox.token };
  return fetch(sandbox.endpoint, { method: 'POST', headers, body });
}

/** An order with common mistakes. */
function wrongEvent() {
  const event = JSON.parse(requests[0].body);
  const { id, items, $email, ...others } = event.properties;
  return {
    ...event,
    properties: {
      id,
      total_price: '42.00',
      currency: others.currency,
      items: [{ ...items[0], price: undefined }],
      $email,
      $phone_number: '0221-064 43 27',
      $country_code: 'Germany',
    },
    profile_properties: { $email },
  };
}
