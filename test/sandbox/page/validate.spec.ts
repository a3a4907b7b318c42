import { describe, expect, it } from '@jest/globals';
import { anEvent } from '../sandbox-client.js';
import { usePage } from './support/use-page.js';

const test = usePage();

const verdict = (name: string) =>
  test.page.getByLabel('Verdict').getByRole('heading', { name, exact: true }).waitFor();

describe('Validate', () => {
  it('checks what is pasted, with the path of each place', async () => {
    await test.open('#/validate');
    await test.page.getByRole('heading', { name: 'Validate an event' }).waitFor();
    await test.page.getByLabel('Example').selectOption('Placed Order');
    await verdict('accepted');
    const body = test.page.getByLabel('JSON body');
    expect(JSON.parse(await body.inputValue())).toMatchObject({ event_name: 'Placed Order' });
    await body.fill(JSON.stringify(anEvent({ properties: { items: [{ name: '<b>Chai</b>' }] } })));
    await verdict('accepted with warnings');
    await test.page.getByText('properties.items[0].price').waitFor();
    await body.fill(JSON.stringify(anEvent({ aliases: [] })));
    await verdict('refused');
    await test.page.getByText('1 violation').waitFor();
    await body.fill('{"event_name": ');
    await verdict('Not JSON');
    await body.fill('');
    await test.page.getByRole('heading', { name: 'Validate an event' }).waitFor();
    expect(test.sandbox.requests()).toEqual([]);
  });

  it('takes a file that is dropped or opened, and keeps the body while one looks elsewhere', async () => {
    await test.open('#/validate');
    const dropped = JSON.stringify(anEvent({ event_name: 'Dropped' }));
    const data = await test.page.evaluateHandle(`(() => {
      const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify(dropped)}], 'event.json'));
      return data;
    })()`);
    await test.page.locator('textarea').dispatchEvent('drop', { dataTransfer: data });
    await verdict('accepted');
    await test.page.locator('input[type=file]').setInputFiles({
      name: 'event.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(anEvent({ event_name: 'Opened', event_id: 7 }))),
    });
    await verdict('refused');
    await test.page.getByRole('link', { name: 'Delivery' }).click();
    await test.page.getByRole('link', { name: 'Validate' }).click();
    await verdict('refused');
    await test.page.getByText('"Opened"', { exact: true }).waitFor();
  });
});
