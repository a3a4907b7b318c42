import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { anEvent, post } from '../sandbox-client.js';
import { usePageWithOutbox } from './support/use-page.js';

const { test } = usePageWithOutbox();

const box = async (page: Page, selector: string) =>
  (await page.locator(selector).first().boundingBox())!;

async function openAt(width: number, view: string): Promise<Page> {
  const page = await test.another({ viewport: { width, height: 800 } });
  await page.goto(`${test.sandbox.url}/${view}`);
  await page.getByText('Live', { exact: true }).waitFor({ state: 'attached' });
  return page;
}

it.each([360, 375, 768])('has all views and buttons in sight at %i pixels', async (width) => {
  // More suspicious profiles than a badge can name.
  for (let number = 0; number < 100; number++) {
    for (const $email of ['ada@example.com', 'bob@example.com']) {
      const changes = { aliases: [`urn:customer_id:${number}`], properties: { $email } };
      await post(test.sandbox, anEvent(changes));
    }
  }
  const page = await openAt(width, '#/logs');
  await page.locator('.badge', { hasText: '99+' }).waitFor();
  const validate = await box(page, '.navigation a:last-child');
  expect(validate.x + validate.width).toBeLessThanOrEqual(width);
  const brand = await box(page, '.brand');
  const buttons = await box(page, '.header-end');
  expect(buttons.y).toBeLessThan(brand.y + brand.height);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
});

it('leaves room for an alias on a tablet, and for a name beside a huge amount', async () => {
  const properties = { id: '1', total_price: -123456789012345.6, currency: 'A long currency' };
  await post(test.sandbox, anEvent({ properties }));
  const tablet = await openAt(768, '#/logs');
  expect((await box(tablet, '.cell-alias')).width).toBeGreaterThan(130);
  expect(await tablet.getByRole('columnheader').allInnerTexts()).toContain('Event time');
  const phone = await openAt(375, '#/logs');
  expect((await box(phone, '.cell-event')).width).toBeGreaterThan(100);
});

it('lists the events of a profile with their time on the same line', async () => {
  await post(test.sandbox, anEvent());
  await test.open('#/profiles/1');
  const time = await box(test.page, '.timeline .moment');
  const name = await box(test.page, '.timeline a');
  expect(Math.abs(time.y - name.y)).toBeLessThan(time.height);
  expect(name.x).toBeGreaterThan(time.x + time.width - 1);
});

it('shows how to start the application with this sandbox', async () => {
  // Its token is not the default one, so that it is a secret.
  await test.open('#/logs');
  const command = `CONVERGE_ENDPOINT=${test.sandbox.url}/api/webhooks npm run start:dev`;
  await test.page.getByText(command, { exact: true }).waitFor();
  await test.page.getByText('This page does not show it.').waitFor();
  await test.page.goto(`${test.sandbox.url}/#/shop`);
  await test.page.getByText(command, { exact: true }).waitFor();
});

it.each([375, 768, 1440])('cuts no preset of a failure at %i pixels', async (width) => {
  const page = await openAt(width, '#/delivery');
  await page.locator('.presets button').first().waitFor();
  const cut = await page
    .locator('.presets button')
    .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
  expect(cut).toBe(0);
});

it.each(['#/logs/1', '#/profiles/1'])('leaves room below a long name in %s', async (view) => {
  const name = 'W'.repeat(300);
  const aliases = [`urn:email:${name}@example.com`];
  await post(test.sandbox, anEvent({ event_name: name, aliases }));
  const page = await openAt(375, view);
  expect((await box(page, 'main h2')).height).toBeLessThan(100);
});
