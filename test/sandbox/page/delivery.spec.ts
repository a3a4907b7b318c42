import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createSandbox } from 'nestjs-converge/sandbox';
import { HEADER, writeArrival } from '../../../sandbox/server/store/journal.js';
import { useTemporaryFolder } from '../../utils/temporary-folder.js';
import { anArrival } from '../an-arrival.js';
import { call, anEvent, post } from '../sandbox-client.js';
import { sendAllOutcomes } from './support/send.js';
import { usePage } from './support/use-page.js';

const folder = useTemporaryFolder();
const test = usePage();

const total = (name: string) =>
  test.page.locator('.totals div', { hasText: name }).locator('dd').innerText();

describe('Delivery', () => {
  it('says when the last request came, and offers a range that has it', async () => {
    const receivedAt = Date.now() - 8 * 60_000;
    const data = join(folder.path, 'data');
    writeFileSync(data, `${HEADER}\n${writeArrival(anArrival(anEvent(), { receivedAt }))}\n`);
    await test.sandbox.close();
    test.sandbox = await createSandbox({ data });
    await test.open('#/delivery');
    await test.page.getByRole('heading', { name: 'No request in the last 5 min' }).waitFor();
    expect(await test.page.locator('canvas').count()).toBe(0);
    await test.page.getByRole('button', { name: 'Show 15 min' }).click();
    await test.page.locator('canvas').first().waitFor();
  });

  it('counts and draws what came, by outcome, latency and repetition', async () => {
    await sendAllOutcomes(test.sandbox);
    await test.open('#/delivery');
    await test.page.getByRole('img', { name: /^Events per second, highest: / }).waitFor();
    await test.page.getByRole('img', { name: /^Latency, highest: / }).waitFor();
    await test.page.getByRole('img', { name: /^Retries and duplicates, highest: / }).waitFor();
    const names = [
      'accepted',
      'duplicate',
      'refused',
      'unauthorised',
      'simulated failure',
      'retries',
    ];
    expect((await Promise.all(names.map(total))).join()).toBe('1,1,2,1,1,1');
    expect(await test.page.locator('canvas').count()).toBe(3);
    await test.page.getByRole('button', { name: '1 h' }).click();
    expect(new URL(test.page.url()).hash).toBe('#/delivery?seconds=3600');
  });

  it('simulates failures, says so on every view, and can be stopped there', async () => {
    await test.open('#/delivery');
    await test.page.getByRole('button', { name: 'Down for a minute' }).press('Enter');
    await test.page.getByText('status 503, for every request, for 60 s').waitFor();
    await test.page.getByRole('spinbutton', { name: 'Status' }).fill('429');
    await test.page.getByLabel('Retry-After').fill('3');
    await test.page.getByLabel('Stop after (seconds)').fill('');
    await test.page.getByRole('button', { name: 'Apply' }).click();
    const banner = test.page.locator('.fault-banner');
    await banner.getByText('status 429 with Retry-After 3, for every request').waitFor();
    const event = anEvent();
    const answer = await post(test.sandbox, event);
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('3');
    await banner.getByText('1 request affected').waitFor();

    await test.page.getByRole('link', { name: 'Logs' }).click();
    await test.page.locator('.grid-row.fault').waitFor();
    await banner.getByRole('button', { name: 'Stop' }).click();
    await banner.waitFor({ state: 'detached' });
    const verdict = test.page.locator('.verdict-banner');
    await verdict.getByText('0 of 1 delivered by now, 1 to come').waitFor();
    expect((await post(test.sandbox, event)).status).toBe(200);
    await verdict.getByText('1 of 1 delivered by now, nothing is lost').waitFor();
    await verdict.getByRole('button', { name: 'Close' }).press('Enter');
    await verdict.waitFor({ state: 'detached' });
  });

  it('can delay, hang, reset, and hit a share or a number of requests', async () => {
    const fault = async () => (await call(test.sandbox, { path: '/api/fault' })).json.fault;
    const apply = () => test.page.getByRole('button', { name: 'Apply' }).click();
    const banner = test.page.locator('.fault-banner');
    await test.open('#/delivery');

    await test.page.getByLabel('A delay').check();
    await test.page.getByLabel('Delay (milliseconds)').fill('1500');
    await test.page.getByLabel('Stop after (requests)').fill('4');
    await apply();
    await banner.getByText('an answer delayed by 1,500 ms, for the next 4 requests').waitFor();
    expect(await fault()).toMatchObject({ kind: 'delay', ms: 1500, times: 4 });

    await test.page.getByLabel('No answer').check();
    await test.page.getByRole('slider').fill('25');
    await apply();
    await banner.getByText('no answer, for about 25 % of the requests, until 4').waitFor();
    expect(await fault()).toMatchObject({ kind: 'hang', share: 0.25, times: 4 });

    await test.page.getByLabel('A reset').check();
    await test.page.getByRole('slider').fill('100');
    await test.page.getByLabel('Stop after (requests)').fill('1');
    await apply();
    await banner.getByText('a reset connection, for the next request').waitFor();
    await expect(post(test.sandbox, anEvent())).rejects.toThrow();
    await banner.waitFor({ state: 'detached' });
  });
});
