import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createSandbox, type Sandbox } from 'nestjs-converge/sandbox';
import { writeData } from '../an-arrival.js';
import { LAUNCH_TIMEOUT_MS, launchBrowser } from './support/browser.js';
import { send } from './support/send.js';

const COUNT = 100_000;

const folder = mkdtempSync(join(tmpdir(), 'converge-page-'));
let sandbox: Sandbox;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  writeData(join(folder, 'requests'), COUNT, eventOf);
  sandbox = await createSandbox({ data: join(folder, 'requests') });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${sandbox.url}/#/logs`);
}, LAUNCH_TIMEOUT_MS);

afterAll(async () => {
  await browser.close();
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const eventOf = (number: number) => ({
  event_name: number % 2 === 0 ? 'Even' : 'Odd',
  event_id: `event-${number}`,
  properties: { number },
  profile_properties: {},
  aliases: [`urn:customer_id:${number % 5000}`],
});

const grid = () => page.getByRole('grid');
const row = (index: number) => page.locator(`[role=row][aria-rowindex="${index + 2}"]`);
const drawn = () => page.locator('.grid-row').count();

async function scrollTo(index: number): Promise<void> {
  await grid().evaluate((element: any, top: number) => element.scrollTo(0, top), index * 40);
}

it('has a hundred thousand requests in Logs, of which only those in sight are drawn', async () => {
  await row(0).getByText('Even').waitFor();
  await page.getByText('100,000 events, 100,000 requests').waitFor();
  expect(await grid().getAttribute('aria-rowcount')).toBe('100001');
  expect(await drawn()).toBeLessThan(60);
});

it('scrolls to any place of them, and to the very end', async () => {
  await scrollTo(50_001);
  await row(50_001).getByText('Odd').waitFor();
  await row(50_001).click();
  await page.getByText('"event-49999"').or(page.getByText('event-49999')).first().waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
  await row(COUNT - 1)
    .getByText('customer_id:1', { exact: true })
    .waitFor();
  expect(await drawn()).toBeLessThan(60);
  await page.keyboard.press('Home');
  await row(0).getByText('Even').waitFor();
});

it('filters them, and scrolls through what it found', async () => {
  await page.getByLabel('Event', { exact: true }).selectOption('Odd');
  await page.getByText('50,000 of 100,000 events').waitFor();
  await grid().focus();
  await page.keyboard.press('End');
  await row(COUNT / 2 - 1)
    .getByText('Odd')
    .waitFor();
  await page.getByRole('button', { name: 'Clear filter' }).click();
});

it('stays where one looks while more come', async () => {
  await row(0).waitFor();
  await scrollTo(1000);
  await row(1005).getByText('customer_id:').first().waitFor();
  const looked = page.locator('.grid-row', { hasText: 'customer_id:3995' });
  const before = await looked.boundingBox();
  await send(sandbox, { event_name: 'New' });
  await page.locator('[aria-rowindex="1008"]', { hasText: 'customer_id:3995' }).waitFor();
  expect(await looked.boundingBox()).toEqual(before);
});
