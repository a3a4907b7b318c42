import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, findChromium } from '../tools/find-programs.js';
import { startChild } from './support/child.js';
import { median, setting, spread, table, title, verdict } from './support/figures.js';
import { makeFolder } from './support/folder.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EVENTS = setting('BENCH_EVENTS', 100_000);
const ROUNDS = setting('BENCH_ROUNDS', 7);
const MIB = 1024 ** 2;
const ROW_HEIGHT = 40;

/** The speed of the sandbox's page with very many requests, and the memory of page and sandbox. */
export async function main() {
  title(`The sandbox's page with ${EVENTS.toLocaleString('en')} requests`);
  execFileSync(process.execPath, ['tools/build-page.js'], { cwd: ROOT });
  cpSync(`${ROOT}sandbox/page-files`, `${ROOT}bench/dist/sandbox/page-files`, {
    recursive: true,
  });
  const path = join(makeFolder(), 'requests');
  await fill(path);
  const child = await startChild('sandbox', { execArgv: ['--expose-gc'] });
  const empty = await child.call('memory');
  const started = performance.now();
  const sandbox = await child.call('open', path);
  const restoring = performance.now() - started;
  const full = await child.call('memory');
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: CHROMIUM_ARGUMENTS,
  });
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(browser, sandbox));
  await browser.close();
  report(rounds, {
    restoring,
    heap: full.heapUsed - empty.heapUsed,
    rss: (await child.call('memory')).rss,
  });
  await child.end();
}

/** Writes a sandbox's file with orders of about a kilobyte. */
async function fill(path) {
  const { HEADER, writeArrival } = await import('./dist/sandbox/server/store/journal.js');
  const lines = [HEADER];
  const now = Date.now();
  for (let number = 1; number <= EVENTS; number++) {
    lines.push(
      writeArrival({
        receivedAt: now - (EVENTS - number) * 10,
        body: JSON.stringify(order(number)),
        headers: '{"content-type":"application/json","x-webhook-token":"[token]"}',
        outcome: 'accepted',
        status: 200,
        violations: [],
        took: 'event',
      }),
    );
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
}

function order(number) {
  const customer = number % 5000;
  const contact = {
    $email: `customer-${customer}@example.com`,
    $first_name: 'Mia',
    $last_name: 'Lindqvist',
    $city: 'Luleå',
    $country_code: 'SE',
    $phone_number: '+46 8 465 004 20',
  };
  const item = { product_id: '1', name: 'Chai', price: 18, quantity: 2, currency: 'EUR' };
  return {
    event_name: 'Placed Order',
    event_id: `order-${number}`,
    properties: {
      id: `order-${number}`,
      total_price: 120.5,
      total_tax: 0,
      total_shipping: 12.5,
      currency: 'EUR',
      items: [item, item, item],
      $is_new_customer: false,
      ...contact,
    },
    profile_properties: contact,
    aliases: [`urn:email:${contact.$email}`, `urn:customer_id:${customer}`],
    timestamp: '2026-01-01T12:00:00Z',
  };
}

/** One visit: milliseconds until each step is visible, and the bytes of the page's heap. */
async function measure(browser, sandbox) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const visit = {};
  const timed = async (name, action, seen) => {
    const started = performance.now();
    await action();
    await seen();
    visit[name] = performance.now() - started;
  };
  const row = (index) =>
    page.locator(`[role=row][aria-rowindex="${index + 2}"] .cell-event a`).waitFor();
  const scroll = (index) =>
    page.locator('[role=grid]').evaluate((grid, top) => grid.scrollTo(0, top), index * ROW_HEIGHT);
  const middle = Math.round(EVENTS / 2);

  await timed(
    'opening',
    () => page.goto(`${sandbox.url}/#/logs`),
    () => row(0),
  );
  await page.getByText('Live', { exact: true }).waitFor();
  await timed(
    'jump to the middle',
    () => scroll(middle),
    () => row(middle),
  );
  await timed(
    'jump to the end',
    () => scroll(EVENTS - 5),
    () => row(EVENTS - 1),
  );
  await scroll(0);
  const name = `New ${visit.opening}`;
  await timed(
    'from POST to row',
    () => post(sandbox, name),
    () => page.getByRole('link', { name }).waitFor(),
  );
  await timed(
    'finding a text',
    () => page.getByPlaceholder('Find text').fill('order-77777"'),
    () => page.getByText(/^\d of /).waitFor(),
  );
  const session = await context.newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  visit.heap = await page.evaluate(() => performance.memory.usedJSHeapSize);
  await context.close();
  return visit;
}

async function post({ endpoint, token }, event_name) {
  const body = JSON.stringify({ ...order(0), event_name, event_id: event_name });
  const headers = { 'Content-Type': 'application/json', 'X-Webhook-Token': token };
  await fetch(endpoint, { method: 'POST', headers, body });
}

function report(rounds, { restoring, heap, rss }) {
  const { heap: _, ...steps } = rounds[0];
  const values = (step) => rounds.map((round) => round[step]);
  const head = ['step', 'ms', ''];
  const lines = Object.keys(steps).map((step) => {
    const isBound = step === 'opening' || step === 'from POST to row';
    return [step, spread(values(step), 0), isBound ? verdict(median(values(step)), 1000) : ''];
  });
  table([head, ...lines, ['restoring the sandbox from its file', restoring.toFixed(0), '']]);
  table([
    ['memory', 'MiB'],
    [
      'heap of the page',
      spread(
        values('heap').map((bytes) => bytes / MIB),
        1,
      ),
    ],
    ['heap of the sandbox, beyond an empty process', (heap / MIB).toFixed(0)],
    ['resident memory of the sandbox', (rss / MIB).toFixed(0)],
  ]);
}
