import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { createSandbox } from 'nestjs-converge/sandbox';
import { anEvent, post } from '../sandbox-client.js';
import { eventually } from '../../utils/test-app.js';
import { send, sendAllOutcomes } from './support/send.js';
import { usePage } from './support/use-page.js';

const test = usePage({ permissions: ['clipboard-read', 'clipboard-write'] });

const rows = () => test.page.locator('.grid-row');
const clipboard = () => test.page.evaluate('navigator.clipboard.readText()') as Promise<string>;

describe('Logs', () => {
  it('says how to send a first event, and shows it without being loaded again', async () => {
    await test.open();
    await test.page.getByRole('heading', { name: 'Waiting for your first event' }).waitFor();
    await test.page.getByRole('tab', { name: 'curl' }).click();
    await test.page.getByText(`curl '${test.sandbox.endpoint}'`).waitFor();
    await test.page.getByRole('tab', { name: 'Your shop' }).click();
    await test.page.getByText("@TrackConverge('Placed Order', {").waitFor();
    await test.page.getByRole('button', { name: 'Send an example' }).press('Enter');
    await test.page.getByRole('complementary', { name: 'Request 1' }).waitFor();
    await rows().getByText('Placed Order').waitFor();
    expect(test.sandbox.requests()).toMatchObject([{ outcome: 'accepted' }]);
  });

  it('has a column for each fact, newest first', async () => {
    await sendAllOutcomes(test.sandbox);
    await test.open('#/logs');
    await rows().nth(4).waitFor();
    const headers = await test.page.getByRole('columnheader').allInnerTexts();
    expect(headers.join()).toBe('Event,Order,Alias,Event time,Ingested,Attempts,Outcome');
    const outcomes = await test.page.locator('.cell-outcome').allInnerTexts();
    const all = 'simulated failure,refused,unauthorised,refused,duplicate';
    expect(outcomes.join()).toBe(all);
    expect(await rows().nth(4).locator('.cell-attempt').innerText()).toMatch(/^2\b/);
    expect(await rows().nth(1).locator('.cell-event').innerText()).toBe('no event name');
  });

  it('cuts a long order id, not the amount beside it, and keeps both beside the detail', async () => {
    const id = '7f1c2a52-90a5-4a3e-9d55-0d5a6a3c9b10';
    const properties = { id, total_price: 12_345.5, currency: 'EUR' };
    await send(test.sandbox, { properties });
    for (const [width, view] of [
      [1920, '#/logs'],
      [1280, '#/logs/1'],
      [1060, '#/logs'],
      [768, '#/logs'],
      [375, '#/logs'],
    ] as const) {
      await test.page.setViewportSize({ width, height: 740 });
      await test.open(view);
      const amount = rows().first().locator('.amount');
      await amount.getByText('12,345.50 EUR').waitFor();
      const order = await rows().first().locator('.order-id').boundingBox();
      expect([width, order!.width > 40]).toEqual([width, true]);
      const lacking = await amount.evaluate((node: any) => node.scrollWidth - node.clientWidth);
      expect([width, lacking]).toEqual([width, 0]);
    }
  });

  it('has one row for all attempts of an event, which are shown and hidden with the keyboard', async () => {
    const event = await send(test.sandbox, { event_id: 'again' });
    for (const event_name of ['Before', 'After']) await send(test.sandbox, { event_name });
    await test.open('#/logs');
    await rows().nth(2).waitFor();
    const attempts = async () =>
      (await test.page.locator('.cell-attempt').allInnerTexts())
        .map((text) => text.split(/\s/, 1))
        .join();
    const shown = (all: string) => eventually(all, async () => (await attempts()) === all);
    for (let sent = 0; sent < 3; sent++) await post(test.sandbox, event);
    await shown('4,1,1');
    await test.page.evaluate('document.activeElement.blur()');
    for (const key of ['Home', 'ArrowRight']) await test.page.keyboard.press(key);
    await shown('4,3rd,2nd,1st,1,1');
    await post(test.sandbox, event);
    await shown('5,4th,3rd,2nd,1st,1,1');
    await test.page.keyboard.press('ArrowDown');
    await test.page.keyboard.press('ArrowLeft');
    await shown('5,1,1');
    await rows().first().getByRole('button', { name: '5' }).click();
    await shown('5,4th,3rd,2nd,1st,1,1');
    await rows().nth(4).click();
    await test.page.getByRole('complementary', { name: 'Request 1' }).waitFor();
    await rows().first().getByRole('button', { name: '5' }).click();
    await shown('5,1,1');
    expect(await rows().first().getAttribute('aria-selected')).toBe('true');
  });

  it('filters by text, alias, event and outcome, in an address that can be passed on', async () => {
    await sendAllOutcomes(test.sandbox);
    await send(test.sandbox, { event_name: 'Rated', aliases: ['urn:email:bob@example.com'] });
    await test.open('#/logs');
    const count = (text: string) => test.page.getByText(text, { exact: true }).waitFor();
    await count('6 events, 7 requests');

    await test.page.getByLabel('Outcome').selectOption('refused');
    await count('2 of 6 events');
    await test.page.getByLabel('Outcome').selectOption('warned');
    await count('4 of 6 events');
    await test.page.getByLabel('Time').selectOption('60');
    await test.page.waitForURL(/warned=true&seconds=60$/);
    await test.page.getByLabel('Time').selectOption('');
    await test.page.getByLabel('Outcome').selectOption('');
    await test.page.getByLabel('Alias').fill('BOB');
    await count('1 of 6 events');
    await test.page.getByLabel('Alias').fill('');
    await test.page.getByLabel('Event', { exact: true }).selectOption('Placed Order');
    await count('4 of 6 events');
    await test.page.getByRole('heading', { name: 'Converge sandbox' }).click();
    await test.page.keyboard.press('/');
    await test.page.keyboard.type('"total_price":1,');
    await count('1 of 6 events');
    expect(new URL(test.page.url()).hash).toMatch(/^#\/logs\?event=Placed\+Order&text=/);

    await test.page.reload();
    await count('1 of 6 events');
    await test.page.getByRole('button', { name: 'Clear filter' }).click();
    await count('6 events, 7 requests');
  });

  it('pauses, counts what comes meanwhile, and goes on', async () => {
    await send(test.sandbox);
    await test.open('#/logs?outcome=accepted');
    await rows().first().waitFor();
    await test.page.getByRole('button', { name: 'Pause' }).click();
    await send(test.sandbox);
    await send(test.sandbox, { aliases: [] });
    await send(test.sandbox);
    await test.page.getByText('2 new').waitFor();
    expect(await rows().count()).toBe(1);
    await test.page.getByRole('button', { name: 'Resume' }).click();
    await rows().nth(2).waitFor();
    expect(await rows().count()).toBe(3);
  });

  it('has two lines a row where it is narrow, also after a filter that matched nothing', async () => {
    await send(test.sandbox);
    await test.page.setViewportSize({ width: 375, height: 740 });
    await test.open('#/logs?text=not-there');
    await test.page.locator('.no-match').getByRole('button', { name: 'Clear filter' }).click();
    await test.page.locator('.stacked .grid-row').waitFor();
  });

  it('is used with the keyboard alone', async () => {
    for (const name of ['First', 'Second', 'Third']) await send(test.sandbox, { event_name: name });
    await test.open('#/logs');
    await rows().nth(2).waitFor();
    const focusedGrid = test.page.locator('[role=grid]:focus');
    await test.page.getByLabel('Outcome').focus();
    while ((await focusedGrid.count()) === 0) await test.page.keyboard.press('Tab');
    await test.page.keyboard.press('End');
    await test.page.keyboard.press('Enter');
    const heading = (name: string) => test.page.getByRole('heading', { name, exact: true });
    await heading('First').waitFor();
    await test.page.keyboard.press('ArrowUp');
    await heading('Second').waitFor();
    await test.page.keyboard.press('Home');
    await heading('Third').waitFor();
    await test.page.keyboard.press('Escape');
    await test.page.locator('.detail').waitFor({ state: 'detached' });
    await focusedGrid.waitFor();
  });

  it('shows a request with its three objects, what is wrong with it, and as it came', async () => {
    await send(test.sandbox, {
      event_name: 'Placed Order',
      properties: {
        id: '1001',
        items: [{ name: 'Chai' }, { name: 'Tofu' }],
        $phone_number: '0301 23',
      },
      profile_properties: { $phone_number: '0301 23' },
    });
    await test.open('#/logs/1');
    const detail = test.page.getByRole('complementary', { name: 'Request 1' });
    const finding = (text: string) => detail.locator('.findings li', { hasText: text }).waitFor();
    await finding('properties.items[0].price, properties.items[1].price');
    await finding('properties.$phone_number, profile_properties.$phone_number');
    for (const heading of ['properties', 'profile_properties', 'aliases']) {
      await detail.getByRole('heading', { name: heading, exact: true }).waitFor();
    }
    await detail.getByText('"Chai"').waitFor();
    await detail.getByRole('link', { name: 'urn:email:ada@example.com' }).waitFor();
    await detail.getByRole('link', { name: '1001' }).waitFor();
    await detail.getByRole('tab', { name: 'Request' }).click();
    await detail.getByText('[token]').waitFor();
    await detail.getByText('{"event_name":"Placed Order"').waitFor();
  });

  it('shows how other attempts differ', async () => {
    const event = await send(test.sandbox);
    await post(test.sandbox, {
      ...event,
      properties: { ...(event['properties'] as object), id: '2' },
    });
    await post(test.sandbox, event);
    await test.open('#/logs/3?show=attempts');
    const detail = test.page.getByRole('complementary');
    await detail.getByRole('tab', { name: 'Timeline (3)' }).waitFor();
    const difference = detail.getByRole('row', { name: 'properties.id' });
    expect(await difference.getByRole('cell').allInnerTexts()).toEqual(['"1001"', '"2"']);
    await detail.getByText('The same body, byte for byte.').waitFor();
  });

  it('gives a command that sends the request again when it is pasted', async () => {
    await test.sandbox.close();
    test.sandbox = await createSandbox();
    const properties = { note: `it's "$HOME" \\ \`id\` !` };
    await post(test.sandbox, anEvent({ properties }));
    await test.open('#/logs/1');
    await test.page.getByRole('button', { name: 'Copy as curl command' }).click();
    await test.page.getByText('curl command copied').waitFor();
    await promisify(execFile)('sh', ['-c', await clipboard()]);
    const [first, second] = test.sandbox.requests();
    expect(second).toMatchObject({ outcome: 'duplicate', body: first?.body });
    await rows().getByRole('button', { name: '2' }).waitFor();
  });

  it.each([
    ['TypeScript fixture', 'export const placedOrder: ConvergeEvent = {'],
    ['test', "expect(converge.lastEvent('Placed Order')).toMatchObject({"],
    ['JSON fixture', '"event_name": "Placed Order"'],
  ])('copies an event as a %s', async (what, content) => {
    await send(test.sandbox);
    await test.open('#/logs/1');
    await test.page.getByRole('button', { name: `Copy as ${what}` }).click();
    await test.page.getByText(`${what} copied`).waitFor();
    expect(await clipboard()).toContain(content);
  });

  it('deletes all requests after it has asked', async () => {
    await send(test.sandbox);
    await test.open('#/logs');
    await test.page.getByRole('button', { name: 'Delete all requests' }).click();
    await test.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await test.page.getByRole('heading', { name: 'Waiting for your first event' }).waitFor();
    expect(test.sandbox.requests()).toEqual([]);
  });

  it('says so when the sandbox ends, and goes on when it is back', async () => {
    await send(test.sandbox, { event_name: 'Before' });
    await test.open('#/logs');
    await rows().getByText('Before').waitFor();
    test.expectError(/ERR_|Failed to load/);
    await test.sandbox.close();
    await test.page.getByText('Sandbox unreachable').waitFor();
    await test.page.getByRole('alert').getByText('The sandbox cannot be reached.').waitFor();
    await rows().getByText('Before').waitFor();
    await test.page.getByRole('link', { name: 'Profiles' }).click();
    await test.page.waitForTimeout(300);
    expect(await test.page.getByText('Failed to fetch').count()).toBe(0);
    await test.page.getByRole('link', { name: 'Logs' }).click();
    test.sandbox = await createSandbox({ port: Number(new URL(test.page.url()).port) });
    await send(test.sandbox, { event_name: 'After' });
    await rows().getByText('After').waitFor();
    await test.page.getByText('Live', { exact: true }).waitFor();
    expect(await rows().count()).toBe(1);
  });

  it('names an empty alias, and says where a body without an event is', async () => {
    await send(test.sandbox, { aliases: ['', 'urn:user_id:1'] });
    await post(test.sandbox, '{"event_name": ');
    await send(test.sandbox, { event_id: 1001 });
    await test.open('#/logs/3');
    await test.page.getByText('no string: 1001').waitFor();
    await test.page.goto(`${test.sandbox.url}/#/logs/2`);
    await test.page.getByText('The body holds no event that can be shown').waitFor();
    expect(await test.page.getByRole('heading', { name: 'properties' }).count()).toBe(0);
    expect(await rows().nth(2).locator('.cell-alias').innerText()).toContain('(empty)');
  });

  it('says so when a request is gone', async () => {
    await test.open('#/logs');
    test.expectError(/404/);
    await test.page.goto(`${test.sandbox.url}/#/logs/7`);
    await test.page.getByRole('alert').getByText('the request does not exist').waitFor();
  });

  it('marks an event that is no part of the spec', async () => {
    await send(test.sandbox, { event_name: 'Order Placed', properties: {} });
    await send(test.sandbox);
    await test.open('#/logs/1');
    await test.page.getByText('A custom event: Converge’s spec has no event').waitFor();
    expect(await rows().locator('.tag').allInnerTexts()).toEqual(['custom']);
  });

  it('shows the values of findings, and those of the spec on a refused event', async () => {
    await send(test.sandbox, { aliases: [], properties: { id: '1', total_price: '42.00' } });
    await test.open('#/logs/1');
    const finding = (path: string) => test.page.locator('.findings li', { hasText: path });
    await finding('aliases').getByText('Received an array of length 0.').waitFor();
    await finding('properties.total_price').getByText('Received "42.00".').waitFor();
  });

  it('leads from a copy to the event that it repeats, and says in which fields they differ', async () => {
    const event = await send(test.sandbox);
    await post(test.sandbox, event);
    await post(test.sandbox, { ...event, profile_properties: {} });
    await test.open('#/logs/3');
    await test.page.getByRole('heading', { name: '1 field differs from #1' }).waitFor();
    await test.page.getByRole('row', { name: 'profile_properties.$email' }).waitFor();
    await test.page.goto(`${test.sandbox.url}/#/logs/2`);
    await test.page.getByRole('heading', { name: 'No field differs from #1' }).waitFor();
    await test.page.locator('.detail-outcome').getByRole('link', { name: '#1' }).click();
    await test.page.getByRole('complementary', { name: 'Request 1' }).waitFor();
  });

  it('scrolls to the request of a link', async () => {
    for (let sent = 0; sent < 120; sent++) await send(test.sandbox);
    await test.open('#/logs/7');
    const open = test.page.locator('.grid-row[aria-selected=true]');
    await open.waitFor();
    const box = await open.boundingBox();
    const grid = await test.page.getByRole('grid').boundingBox();
    expect(box!.y).toBeGreaterThan(grid!.y);
    expect(box!.y + box!.height).toBeLessThanOrEqual(grid!.y + grid!.height);
  });

  it('counts in other views what is new and wrong, until one looks', async () => {
    await send(test.sandbox, { aliases: [] });
    await test.open('#/delivery');
    const badges = test.page.getByRole('navigation').locator('.badge');
    await send(test.sandbox, { aliases: [] });
    await send(test.sandbox);
    await send(test.sandbox);
    await test.page.getByRole('link', { name: 'Logs 1 refused since you looked' }).waitFor();
    await test.page.getByRole('link', { name: /^Warnings 2 with warnings since/ }).click();
    await test.page.locator('.flagged').waitFor();
    expect(await badges.count()).toBe(1);
    await test.page.getByRole('link', { name: /^Logs 1/ }).press('Enter');
    await rows().nth(3).waitFor();
    expect(await badges.count()).toBe(0);
  });

  it('counts what comes while one looks further down, and goes to the top', async () => {
    for (let sent = 0; sent < 60; sent++) await send(test.sandbox);
    await test.open('#/logs');
    await rows().first().waitFor();
    await test.page.getByRole('grid').evaluate((grid: any) => grid.scrollTo(0, 900));
    for (const name of ['One', 'Two']) await send(test.sandbox, { event_name: name });
    await test.page.getByRole('button', { name: '2 new , go to the top' }).click();
    await rows().getByText('Two').waitFor();
    expect(await test.page.getByRole('grid').evaluate((grid: any) => grid.scrollTop)).toBe(0);
    await test.page.locator('.unseen').waitFor({ state: 'detached' });
  });

  it('folds long lists and texts', async () => {
    const items = Array.from({ length: 60 }, (_, index) => ({ name: `Item ${index}` }));
    await send(test.sandbox, {
      properties: { id: '1', items, text: 'x'.repeat(5000) },
    });
    await test.open('#/logs/1');
    const detail = test.page.getByRole('complementary');
    await detail.getByText('"Item 19"').waitFor();
    expect(await detail.getByText('"Item 20"').count()).toBe(0);
    await detail.getByRole('button', { name: 'Show 40 more' }).click();
    await detail.getByText('"Item 59"').waitFor();
    expect(await detail.getByText('x'.repeat(500)).count()).toBe(0);
    await detail.getByRole('button', { name: 'Show all 5,002 characters' }).click();
    await detail.getByText('x'.repeat(5000)).waitFor();
    // What only screen readers find makes the page no longer.
    expect(await test.page.evaluate('document.documentElement.scrollHeight')).toBe(800);
  });

  it('counts the findings that it does not name', async () => {
    const items = Array.from({ length: 30 }, () => ({ price: '1' }));
    await send(test.sandbox, { event_name: 'Rated', properties: { items } });
    await test.open('#/logs/1');
    await test.page.getByRole('heading', { name: '20 warnings' }).waitFor();
    await test.page.getByText(/^And \d+ more violations\.$/).waitFor();
    await test.page.getByRole('link', { name: 'Warnings' }).click();
    await test.page.locator('.flagged').waitFor();
    expect(await test.page.getByText('only counted').count()).toBe(0);
  });
});
