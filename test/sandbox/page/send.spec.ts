import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { createSandbox } from 'nestjs-converge/sandbox';
import { anEvent, post } from '../sandbox-client.js';
import { sendAllOutcomes } from './support/send.js';
import { usePage } from './support/use-page.js';

const test = usePage();

const dialog = () => test.page.getByRole('dialog');
const detail = (number: number) =>
  test.page.getByRole('complementary', { name: `Request ${number}` });

it('sends a test event with the keyboard alone, and shows it', async () => {
  await test.open();
  await test.page.getByRole('heading', { name: 'Waiting for your first event' }).waitFor();
  await test.page.getByRole('button', { name: 'Send test event' }).focus();
  await test.page.keyboard.press('Enter');
  await dialog().locator('button.primary:enabled').waitFor();
  while ((await test.page.locator('button.primary:focus').count()) === 0) {
    await test.page.keyboard.press('Tab');
  }
  await test.page.keyboard.press('Enter');
  await detail(1).getByRole('heading', { name: 'Placed Order' }).waitFor();
  await dialog().waitFor({ state: 'hidden' });
  expect(test.sandbox.requests()).toMatchObject([{ outcome: 'accepted' }]);
});

it('offers each event of the spec, and keeps what is typed', async () => {
  await test.open();
  await test.page.getByRole('button', { name: 'Send test event' }).click();
  await dialog().getByRole('combobox', { name: 'Event' }).selectOption('Cancelled Subscription');
  const body = dialog().getByLabel('JSON body');
  await dialog().getByText('accepted', { exact: true }).waitFor();
  await body.fill((await body.inputValue()).replace('59.9', '"59.90"'));
  await dialog().getByText('properties.total_price: give a JSON number').waitFor();
  await post(test.sandbox, anEvent());
  await dialog().getByRole('button', { name: 'Send', exact: true }).click();
  await detail(2).getByRole('heading', { name: 'Cancelled Subscription' }).waitFor();
  await detail(2).getByText('1 warning').waitFor();
});

it('sends a request again as it is, edited, and with a new id', async () => {
  await post(test.sandbox, anEvent({ event_id: '1001' }));
  await test.open('#/logs/1');
  await test.page.getByRole('button', { name: 'Send again as it is' }).click();
  await detail(2).getByText('duplicate').first().waitFor();

  await test.page.getByRole('button', { name: 'Send again, edited' }).click();
  await dialog().getByText('it is a duplicate of an accepted event').waitFor();
  await dialog().getByRole('button', { name: 'New event id' }).click();
  const { event_id, properties } = JSON.parse(await dialog().getByLabel('JSON body').inputValue());
  expect(event_id).toMatch(/^test-[0-9a-f]{8}$/);
  expect(properties.id).toBe(event_id);
  await dialog().getByRole('button', { name: 'Send', exact: true }).click();
  await detail(3).waitFor();
  expect(test.sandbox.requests().at(-1)).toMatchObject({ outcome: 'accepted' });

  await test.page.getByRole('button', { name: 'Send again, edited' }).click();
  await dialog().getByLabel('JSON body').fill('{');
  await dialog().getByRole('button', { name: 'New event id' }).click();
  await dialog().getByRole('alert').getByText('The body is not a JSON object.').waitFor();
  await test.page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'hidden' });
  await detail(3).waitFor();
});

it('shows the answer, and the timeline of all attempts', async () => {
  const event = anEvent();
  test.sandbox.simulateFault({ status: 429, headers: { 'Retry-After': '7' }, body: 'slow' }, 2);
  for (let sent = 0; sent < 3; sent++) await post(test.sandbox, event);
  await test.open('#/logs/2');
  await detail(2).getByRole('tab', { name: 'Answer' }).click();
  await detail(2).getByText('retry-after').waitFor();
  await detail(2).getByText('slow', { exact: true }).waitFor();
  await detail(2).getByRole('tab', { name: 'Timeline (3)' }).click();
  const timeline = detail(2).locator('.attempts');
  const marks = await timeline.locator('.attempt .mark').allInnerTexts();
  expect(marks.join()).toMatch(/^[^,]*429[^,]*,[^,]*429[^,]*,[^,]*200/);
  expect(await timeline.getByText(/ later$/).count()).toBe(3);
  await timeline.getByText('Happened in the shop').waitFor();
  const profile = timeline.getByRole('link', { name: 'ada@example.com' });
  expect(await profile.getAttribute('href')).toBe(
    '#/profiles?text=urn%3Aemail%3Aada%40example.com',
  );
  await timeline.getByRole('link', { name: '#3' }).click();
  await detail(3).getByText('accepted').first().waitFor();
});

it('has the order and the amount in the row, and counts on the filters', async () => {
  await sendAllOutcomes(test.sandbox);
  await test.open('#/logs');
  const row = test.page.locator('.grid-row').last();
  await row.getByText('1001').waitFor();
  await row.getByText('1.00 EUR').waitFor();
  const options = await test.page.getByLabel('Outcome').getByRole('option').allInnerTexts();
  const counts = 'accepted (1),duplicate (1),refused (2),unauthorised (1),simulated failure (1)';
  expect(options.join()).toBe(`All outcomes,${counts},has warnings (4)`);
  await test.page.getByLabel('Outcome').selectOption('refused');
  await test.page.getByRole('option', { name: 'Placed Order (1)' }).waitFor({ state: 'attached' });
});

it('exports what the filter shows', async () => {
  await sendAllOutcomes(test.sandbox);
  await test.open('#/logs?outcome=refused');
  const [download] = await Promise.all([
    test.page.waitForEvent('download'),
    test.page.getByRole('button', { name: 'Export as JSON lines' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('converge-requests.jsonl');
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line).number)).toEqual([3, 5]);
});

it('is used from another machine, by a key that goes to no other port of the host', async () => {
  await test.sandbox.close();
  test.sandbox = await createSandbox({ host: '0.0.0.0' });
  await test.page.goto(test.sandbox.pageUrl);
  await test.page.getByText('Live', { exact: true }).waitFor();
  await post(test.sandbox, anEvent());
  await test.page.locator('.grid-row').waitFor();
  expect(test.page.url()).not.toContain(test.sandbox.accessKey);
  const [key, others] = await Promise.all(
    [test.page.url(), `${test.sandbox.url}/`].map((url) => test.page.context().cookies(url)),
  );
  expect(key).toMatchObject([{ value: test.sandbox.accessKey, httpOnly: true }]);
  expect(others).toEqual([]);
});
