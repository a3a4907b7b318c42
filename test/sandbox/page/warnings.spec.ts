import { describe, expect, it } from '@jest/globals';
import { send } from './support/send.js';
import { usePage } from './support/use-page.js';

const test = usePage();

describe('Warnings', () => {
  it('groups what is flagged, as it comes, by event and property, with an example', async () => {
    await test.open('#/warnings');
    await test.page.getByRole('heading', { name: 'Nothing yet' }).waitFor();
    await send(test.sandbox, { event_name: 'Rated' });
    await test.page.getByRole('heading', { name: 'Nothing to flag' }).waitFor();
    await send(test.sandbox, { properties: { id: '1', items: [{ name: 'Chai' }] } });
    const profile_properties = { $country_code: 'Germany' };
    await send(test.sandbox, {
      properties: { id: '2', ...profile_properties },
      profile_properties,
    });
    await send(test.sandbox, { properties: { id: '3', $country_code: 'Sweden' } });
    await send(test.sandbox, { event_name: 'Rated', properties: { $country_code: 'xx' } });
    const order = test.page.locator('section', {
      has: test.page.getByRole('heading', { name: 'Placed Order' }),
    });
    const country = order.getByRole('row', { name: 'properties.$country_code' });
    await country.getByText('(67 %)').waitFor();
    await country.getByText('profile_properties.$country_code').waitFor();
    await country.getByText('Received "Sweden", "Germany".').waitFor();
    await order.getByRole('row', { name: 'properties.items[].price' }).waitFor();
    await test.page.getByRole('heading', { name: 'Rated' }).waitFor();
    await country.getByRole('link', { name: '#4' }).click();
    await test.page.getByRole('complementary', { name: 'Request 4' }).waitFor();
    await test.page.goBack();
    await country.getByRole('link', { name: '2 events' }).click();
    await test.page.getByText('2 of 5 events').waitFor();
    await test.page.getByRole('button', { name: '$country_code' }).click();
    await test.page.getByText('3 of 5 events').waitFor();
  });

  it('says how often each field of the spec was sent', async () => {
    const items = [{ product_id: '1', name: 'Chai', price: 18, currency: 'EUR', quantity: 1 }];
    await send(test.sandbox, { properties: { id: '1', currency: 'EUR', items, gift: true } });
    await send(test.sandbox, { properties: { id: '2', items } });
    await send(test.sandbox, { event_name: 'Rated', properties: { stars: 5 } });
    await test.open('#/warnings?show=coverage');
    const field = (name: string) =>
      test.page
        .getByRole('row')
        .filter({ has: test.page.getByText(name, { exact: true }) })
        .first();
    await field('id').getByText('always').waitFor();
    await field('currency').getByText('50 %').waitFor();
    await field('total_price').getByText('never').waitFor();
    await field('gift').getByText('custom').waitFor();
    await field('items[].price').getByText('always').waitFor();
    await test.page
      .getByText(/optional, never sent/)
      .first()
      .waitFor();
    const rated = test.page.locator('section', {
      has: test.page.getByRole('heading', { name: 'Rated' }),
    });
    await rated.getByText('A custom event').waitFor();
    expect(await rated.getByText('required').count()).toBe(0);
  });
});
