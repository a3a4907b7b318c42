import { afterEach, expect, it } from '@jest/globals';
import type { SqliteOutbox } from '../../../lib/outbox/sqlite/sqlite.outbox.js';
import { openOutbox } from '../../utils/outbox-file.js';
import { anEvent, post } from '../sandbox-client.js';
import { aRecord, fillOutbox } from './support/fill-outbox.js';
import { usePageWithOutbox } from './support/use-page.js';
import { Hand, later } from '../../outbox/support/hand.js';

const { test, outboxPath } = usePageWithOutbox();
let outbox: SqliteOutbox | undefined;

afterEach(async () => {
  await outbox?.close();
  outbox = undefined;
});

const line = (id: string) =>
  test.page.getByLabel('Outbox').getByRole('listitem').filter({ hasText: id });
const count = (label: string) =>
  test.page.locator('.shop-counts div', { hasText: label }).locator('dd').innerText();

it('follows an event from its record to its delivery', async () => {
  await test.open('#/shop');
  await test.page.getByRole('heading', { name: 'Waiting for your application' }).waitFor();
  outbox = await openOutbox(outboxPath(), test.sandbox);
  await outbox.put(aRecord('order-77'));
  await line('order-77').getByText('pending').waitFor();
  const hand = new Hand(outbox);
  const [record] = await hand.take(1);
  await line('order-77').getByText('being sent').waitFor();
  await test.page.getByText('1 process sends from').waitFor();

  test.sandbox.simulateFault({ status: 503 }, 1);
  await post(test.sandbox, JSON.parse(record!.body));
  await hand.settle(record!, later(600_000));
  await line('order-77').getByText('1 attempt failed').waitFor();
  await line('order-77').getByText('next in 10 min').waitFor();
  await line('order-77').getByRole('link', { name: '#1' }).click();
  await test.page.getByRole('tab', { name: 'Timeline (1)' }).click();
  await test.page.locator('.attempts').getByText('Recorded in the outbox').waitFor();
  await test.page.locator('.attempts').getByText('waiting').waitFor();

  await test.page.getByRole('link', { name: 'Shop' }).click();
  await outbox.admin.erase('urn:email:ada@example.com');
  await test.page.getByText('Empty: all recorded events').waitFor();
  await post(test.sandbox, anEvent({ event_id: 'order-77' }));
  const arrived = test.page.getByRole('region', { name: 'Arrived' });
  await arrived.getByText('accepted').waitFor();
  await arrived.getByRole('link', { name: '#2' }).waitFor();
});

it('shows each state, and says that nobody sends', async () => {
  await fillOutbox(outboxPath(), test.sandbox);
  await test.open('#/shop');
  await line('late-1').getByText('3 attempts failed').waitFor();
  await line('next-1').getByText('pending').waitFor();
  await line('held-1').getByText('held', { exact: true }).waitFor();
  const [dead] = await line('dead-1').locator('.shop-reason').allInnerTexts();
  expect(dead).toMatch(/was not sent:\n+aliases is empty\n+id is empty$/);
  await test.page.getByText('No running process sends these events').waitFor();
  const counts = await Promise.all(['pending', 'waiting', 'dead letters', 'held'].map(count));
  expect(counts.join()).toBe('1,1,1,1');
});

it('sends now, replays and discards, with a question before it', async () => {
  outbox = await openOutbox(outboxPath(), test.sandbox);
  const dead = { reason: 'given up', undeliverable: false };
  for (const id of ['dead-1', 'dead-2']) await outbox.put(aRecord(id, { dead }));
  await outbox.put(aRecord('late-1'));
  const hand = new Hand(outbox);
  const [late] = await hand.take(1);
  test.sandbox.simulateFault({ status: 503 }, 1);
  await post(test.sandbox, JSON.parse(late!.body));
  await hand.settle(late!, later(600_000));
  await hand.stop();
  await test.open('#/shop');
  await line('late-1').getByText('simulated failure: status 503').waitFor();
  await line('late-1').getByRole('button', { name: 'Send now' }).press('Enter');
  await line('late-1').getByText('pending').waitFor();
  await line('dead-1').getByRole('button', { name: 'Replay' }).press('Enter');
  await line('dead-1').getByText('pending').waitFor();
  await line('dead-2').getByRole('button', { name: 'Discard' }).press('Enter');
  const question = test.page.getByRole('dialog');
  await question.getByText('Discard the dead letter dead-2?').waitFor();
  await question.getByRole('button', { name: 'Cancel' }).press('Enter');
  expect(await outbox.admin.counts()).toMatchObject({ pending: 2, waiting: 0, dead: 1 });
  await line('dead-2').getByRole('button', { name: 'Discard' }).press('Enter');
  await question.getByRole('button', { name: 'Discard' }).press('Enter');
  await line('dead-2').waitFor({ state: 'detached' });
  expect(await outbox.admin.counts()).toMatchObject({ pending: 2, dead: 0 });
});

it('says that the application sends elsewhere', async () => {
  outbox = await openOutbox(outboxPath(), { ...test.sandbox, token: 'another' });
  const hand = new Hand(outbox);
  await outbox.put(aRecord('first'));
  await hand.deliverAll(await hand.take(1));
  await hand.stop();
  await outbox.put(aRecord('for-another'));
  await test.open('#/shop');
  await test.page.getByText('The application does not send to this sandbox').waitFor();
});
