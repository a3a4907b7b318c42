import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Page } from 'playwright-core';
import { startShop, type Shop } from '../../sample-app/shop.js';
import { usePage } from './support/use-page.js';

const test = usePage();
let shop: Shop;
let storefront: Page;

beforeEach(async () => {
  shop = await startShop(new ExpressAdapter(), test.sandbox);
  storefront = await test.another({});
  await storefront.goto(shop.client.url);
});
afterEach(() => shop.close());

async function placeOrder(): Promise<void> {
  await storefront.getByRole('button', { name: 'Place order' }).click();
  await storefront.getByText('Thank you').waitFor();
}

const rows = () => test.page.locator('.grid-row');

describe('the page, with the sample shop', () => {
  it('shows an order that is placed in the shop without being loaded again', async () => {
    await test.open('#/logs');
    await test.page.getByRole('heading', { name: 'Waiting for your first event' }).waitFor();
    await placeOrder();
    await rows().getByText('Placed Order').click();
    const detail = test.page.getByRole('complementary');
    await detail.getByText('"Chai"').waitFor();
    await detail.getByText('nestjs-converge').waitFor({ state: 'detached' });
    await detail.getByRole('tab', { name: 'Request' }).click();
    await detail.getByText('x-webhook-token').waitFor();
  });

  it('joins what a customer does in the shop to one profile', async () => {
    await placeOrder();
    await storefront.getByText('The order, and more to try').click();
    await storefront.getByRole('button', { name: 'Start subscription' }).click();
    await storefront.getByText('Subscribed').waitFor();
    await test.open('#/profiles');
    await test.page.getByText('1 profile', { exact: true }).waitFor();
    await test.page.locator('.profile-line').getByText('mia@lindqvist.example').click();
    const timeline = test.page.locator('.timeline');
    await timeline.getByText('Placed Order', { exact: true }).waitFor();
    await timeline.getByText('Started Subscription', { exact: true }).waitFor();
  });

  it('shows retries and then the delivery when a failure is switched on', async () => {
    await test.open('#/delivery');
    await test.page.getByLabel('Stop after (requests)').fill('2');
    await test.page.getByRole('button', { name: 'Apply' }).click();
    await test.page.getByText('status 503, for the next 2 requests').waitFor();
    await test.page.getByRole('link', { name: 'Logs' }).click();
    await placeOrder();
    await rows().getByRole('button', { name: '3' }).click();
    await rows().nth(2).waitFor();
    const outcomes = await test.page.locator('.cell-outcome').allInnerTexts();
    expect(outcomes.join()).toBe('accepted,simulated failure,simulated failure');
    expect(test.sandbox.events()).toHaveLength(1);
    await test.page.locator('.fault-banner').waitFor({ state: 'detached' });
  });
});
