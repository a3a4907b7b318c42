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
import { CHROMIUM_ARGUMENTS, findChromium } from './find-programs.js';
import { importLib } from './import-lib.js';
import { shopRequests } from './screenshots/shop-days.js';

const IMAGES = fileURLToPath(new URL('../docs/images', import.meta.url));
const PORT = 4400;
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
/** What the page shows as its path. */
const OUTBOX = '.converge/outbox';
const NOW = Date.parse('2026-06-15T10:24:30Z');

// The sandbox runs in this process.
Date.now = () => NOW;

const { HEADER, writeArrival, SqliteOutbox, describeSource, loadSqlite } = await importLib([
  '../sandbox/server/store/journal',
  'outbox/sqlite/driver',
  'outbox/sqlite/sqlite.outbox',
  'outbox/record',
]);
const folder = mkdtempSync(join(tmpdir(), 'converge-screenshots-'));
// So that the path of the outbox is a short one.
process.chdir(folder);
const requests = shopRequests(NOW);
const lines = [HEADER, ...requests.map((request) => writeArrival(request))];
writeFileSync(join(folder, 'requests'), `${lines.join('\n')}\n`);
mkdirSync(IMAGES, { recursive: true });

const sandbox = await createSandbox({
  port: PORT,
  data: join(folder, 'requests'),
  outbox: OUTBOX,
});
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
  const outbox = await fillOutbox();
  await take('sandbox-shop', '#/shop', '.shop-list', WIDE, 'light');
  await outbox.close(0);
  await take('sandbox-warnings', '#/warnings', '.flagged', WIDE, 'light');
  await take(
    'sandbox-profiles-dark',
    `#/profiles/${merged.id}`,
    '.alias-table tbody tr',
    WIDE,
    'dark',
  );
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

/** Leaves events of several states in the shop's outbox. @returns it, open, so that it has a sender */
async function fillOutbox() {
  const outbox = await SqliteOutbox.open({
    path: OUTBOX,
    source: describeSource(sandbox.endpoint, sandbox.token),
    maxEvents: 100,
    maxBytes: 1024 ** 2,
    maxEventBytes: 1024 ** 2,
    maxDelayMs: 900_000,
    deadLetterMs: 30 * 24 * 3_600_000,
    ledgerMs: 0,
    onNotice: console.error,
  });
  // The next orders of the same customers.
  const orders = requests.slice(-9).filter(({ outcome }) => outcome === 'accepted');
  const bodies = orders.map(({ body }) => body.replaceAll(/(?<=-)108(?=\d\d")/g, '109'));
  const put = (body, secondsAgo, more = {}) =>
    outbox.put({
      eventName: JSON.parse(body).event_name,
      origin: 'OrdersController.place',
      body,
      recordedAt: NOW - secondsAgo * 1000,
      ...more,
    });
  const reason =
    "the event breaks Converge's contract and was not sent: aliases: give at least one alias";
  await put(bodies[0], 94, { dead: { reason, undeliverable: true } });
  for (const [index, secondsAgo] of [60, 38, 2].entries()) await put(bodies[index + 1], secondsAgo);
  await failTwoOfThree(outbox);
  for (const [index, body] of bodies.slice(4).entries()) await put(body, 1 - index * 0.2);
  // The outbox's thread has the true time, by which both would be due.
  const file = loadSqlite()(OUTBOX);
  file
    .prepare('UPDATE events SET due_at = ? + 15000 * attempts WHERE attempts > 1')
    .run(NOW - 15_000);
  file.close();
  return outbox;
}

/** Lets two attempts fail, and a third one go on. Resolves when that is stored. */
function failTwoOfThree(outbox) {
  let taken = 0;
  return new Promise((resolve) => {
    let isStored = 0;
    const stored = () => ++isStored === 2 && resolve();
    outbox.consume({
      ahead: 0,
      pausedForMs: 0,
      get places() {
        return 3 - taken;
      },
      onPlaces: () => () => {},
      deliver() {
        const attempts = 3 - taken++;
        const next = { state: 'waiting', dueAt: NOW, attempts };
        return attempts > 1 ? Promise.resolve({ next, stored }) : new Promise(() => {});
      },
    });
  });
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
