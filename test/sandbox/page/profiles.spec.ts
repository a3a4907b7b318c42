import { describe, expect, it } from '@jest/globals';
import { send } from './support/send.js';
import { usePage } from './support/use-page.js';

const test = usePage();

const lines = () => test.page.locator('.profile-line');

describe('Profiles', () => {
  it('shows one merged profile where events share an alias', async () => {
    await send(test.sandbox, {
      aliases: ['urn:email:ada@example.com', 'urn:cart_token:c1'],
      profile_properties: { $email: 'ada@example.com', $city: 'London' },
    });
    await send(test.sandbox, {
      event_name: 'Started Subscription',
      aliases: ['urn:customer_id:7', 'urn:email:ada@example.com'],
      profile_properties: { $email: 'ada@example.com', $city: 'Turin' },
    });
    await send(test.sandbox, { aliases: ['urn:email:bob@example.com'] });
    await test.open('#/profiles');
    await test.page.getByText('2 profiles', { exact: true }).waitFor();
    await lines().getByText('ada@example.com').click();

    const profile = test.page.getByRole('article', { name: 'ada@example.com' });
    await profile.getByText('3 aliases, 2 events').waitFor();
    expect(await profile.locator('.alias-table tbody tr').count()).toBe(3);
    await profile.getByText('"Turin"').waitFor();
    const events = await profile.locator('.timeline a').allInnerTexts();
    expect(events.join()).toBe('Started Subscription,Placed Order');
    expect(await profile.getByText('never undoes a merge').count()).toBe(0);
    await profile.getByRole('link', { name: 'Placed Order' }).click();
    await test.page.getByRole('complementary', { name: 'Request 1' }).waitFor();
  });

  it('marks an alias that many customers share, and says what it does', async () => {
    for (let customer = 1; customer <= 6; customer++) {
      const $email = `customer-${customer}@example.com`;
      await send(test.sandbox, {
        aliases: [`urn:email:${$email}`, 'urn:customer_id:shared'],
        profile_properties: { $email },
      });
    }
    await test.open('#/profiles');
    await test.page.getByText('1 profile', { exact: true }).waitFor();
    await lines().getByText('suspicious').click();
    await test.page.getByRole('heading', { name: 'This may be several customers' }).waitFor();
    await test.page.getByText('Converge never undoes a merge.').waitFor();
    const alias = test.page.getByRole('row', { name: 'urn:customer_id:shared' });
    await alias.getByText('suspicious').waitFor();
    expect(await test.page.locator('.alias-table .mark').count()).toBe(1);
  });

  it('puts suspicious profiles first, and counts them in the navigation', async () => {
    await send(test.sandbox, { aliases: ['urn:email:ada@example.com', 'urn:cart_token:guest'] });
    for (const name of ['bob', 'eve']) {
      await send(test.sandbox, { aliases: [`urn:email:${name}@example.com`] });
    }
    await test.open('#/logs');
    await test.page.getByRole('link', { name: 'Profiles 1 suspicious' }).click();
    await lines().nth(2).waitFor();
    await lines().first().getByText('ada@example.com').waitFor();
    const names = await lines().locator('.clip').allInnerTexts();
    expect(names.join()).toBe('ada@example.com,eve@example.com,bob@example.com');
  });

  it('scrolls to the profile of a link, also if it is not among the first', async () => {
    for (let customer = 1; customer <= 120; customer++) {
      await send(test.sandbox, { aliases: [`urn:customer_id:${customer}`] });
    }
    await test.open('#/profiles/1');
    const line = test.page.locator('.profile-line[aria-current]');
    await line.waitFor();
    const { y } = (await line.boundingBox())!;
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(800);
  });

  it('finds profiles by alias, by the keyboard alone', async () => {
    for (const name of ['ada', 'bob', 'eve']) {
      await send(test.sandbox, { aliases: [`urn:email:${name}@example.com`] });
    }
    await test.open('#/profiles');
    await lines().nth(2).waitFor();
    await test.page.keyboard.press('/');
    await test.page.keyboard.type('bob');
    await test.page.getByText('1 of 3 profiles').waitFor();
    await test.page.keyboard.press('Tab');
    await test.page.keyboard.press('Enter');
    await test.page.getByRole('article', { name: 'bob@example.com' }).waitFor();
    await test.page.keyboard.press('Escape');
    await test.page.getByRole('article').waitFor({ state: 'detached' });
    await test.page.locator('.profile-line:focus').getByText('bob@example.com').waitFor();
  });

  it('leads to the first event while there is none', async () => {
    await test.open('#/profiles');
    await test.page.getByRole('heading', { name: 'No profiles yet' }).waitFor();
    await test.page.getByRole('link', { name: 'How to send a first event' }).click();
    await test.page.getByRole('heading', { name: 'Waiting for your first event' }).waitFor();
  });
});
