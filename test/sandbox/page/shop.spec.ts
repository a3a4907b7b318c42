import { expect, it } from '@jest/globals';
import { startShop } from '../../sample-app/shop.js';
import { usePage } from './support/use-page.js';

const test = usePage();
const rows = () => test.page.locator('.grid-row');

it('shows retries and then the delivery of an order of the sample shop in a failure', async () => {
  const shop = await startShop('express', test.sandbox);
  await test.open('#/delivery');
  await test.page.getByLabel('Stop after (requests)').fill('2');
  await test.page.getByRole('button', { name: 'Apply' }).click();
  await test.page.getByText('status 503, for the next 2 requests').waitFor();
  await test.page.getByRole('link', { name: 'Logs' }).click();
  const storefront = await test.another({});
  await storefront.goto(shop.client.url);
  await storefront.getByRole('button', { name: 'Place order' }).click();
  await storefront.getByText('Thank you').waitFor();
  await rows().getByRole('button', { name: '3' }).click();
  await rows().nth(2).waitFor();
  const outcomes = await test.page.locator('.cell-outcome').allInnerTexts();
  expect(outcomes.join()).toBe('accepted,simulated failure,simulated failure');
  await rows().first().click();
  await test.page.getByRole('complementary').getByText('"Chai"').waitFor();
  await test.page.locator('.fault-banner').waitFor({ state: 'detached' });
  // Its page looks at the shop again and again, and must not miss it.
  await storefront.context().close();
  await shop.close();
});
