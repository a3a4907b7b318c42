import { beforeEach, describe, expect, it } from '@jest/globals';
import { createSandbox } from 'nestjs-converge/sandbox';
import { AXE, findings } from './support/axe.js';
import { fillAll } from './support/fill-outbox.js';
import { send } from './support/send.js';
import { usePageWithOutbox } from './support/use-page.js';
import { VIEWS } from './support/views.js';

/** The test goes on from the last one, Validate. */
const STATES = [
  ['#/logs/3', '.findings.violation'],
  ['#/logs?text=not-there', '.no-match'],
  ...VIEWS,
] as const;

const LOOKS = [
  { colorScheme: 'light', viewport: { width: 360, height: 740 } },
  { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', forcedColors: 'active', viewport: { width: 768, height: 900 } },
] as const;

const { test, outboxPath } = usePageWithOutbox();

describe('the accessibility of the page', () => {
  beforeEach(async () => {
    await fillAll(test.sandbox, outboxPath());
    test.sandbox.simulateFault({ status: 503 });
  });

  it.each(LOOKS)(
    'has no serious finding, $colorScheme, at $viewport.width pixels',
    async (look) => {
      const page = await test.another(look);
      await page.addInitScript(AXE);
      for (const [view, drawn] of STATES) {
        await page.goto(`${test.sandbox.url}/${view}`);
        await page.locator(drawn).first().waitFor();
        expect({ view, found: await findings(page) }).toEqual({ view, found: [] });
      }
      await page.getByLabel('JSON body').fill('{"event_name":"Placed Order"}');
      await page.getByText('Parsed event').waitFor();
      expect(await findings(page)).toEqual([]);
      await send(test.sandbox);
      test.sandbox.simulateFault(undefined);
      await page.goto(`${test.sandbox.url}/#/logs`);
      await page.getByText('The failure has ended.').waitFor();
      await page.locator('.cell-attempt button').first().click();
      await page.locator('.other-attempt').first().waitFor();
      expect(await findings(page)).toEqual([]);
      await page.goto(`${test.sandbox.url}/#/logs/7`);
      for (const name of ['Send again, edited', 'Delete all requests']) {
        await page.getByRole('button', { name }).click();
        await page.getByRole('dialog').waitFor();
        expect({ name, found: await findings(page) }).toEqual({ name, found: [] });
        await page.keyboard.press('Escape');
        await page.goto(`${test.sandbox.url}/#/logs`);
      }
    },
    60_000,
  );

  it('has no serious finding while it is empty, nor in a dialog', async () => {
    test.sandbox.clear();
    await test.page.addInitScript(AXE);
    await test.open();
    await test.page.getByRole('heading', { name: 'Waiting for your first event' }).waitFor();
    expect(await findings(test.page)).toEqual([]);
    await test.page.getByRole('button', { name: 'Simulation' }).click();
    await test.page.getByRole('heading', { name: 'This is a local simulation' }).waitFor();
    expect(await findings(test.page)).toEqual([]);
    await test.page.keyboard.press('Escape');
    await test.page.getByRole('button', { name: 'Send test event' }).click();
    await test.page.locator('dialog button.primary:enabled').waitFor();
    expect(await findings(test.page)).toEqual([]);
    await test.page.keyboard.press('Escape');
    await test.page.keyboard.press('?');
    await test.page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    expect(await findings(test.page)).toEqual([]);
    await test.page.keyboard.press('Escape');
    test.expectError(/ERR_|Failed to load/);
    await test.sandbox.close();
    await test.page.getByText('The sandbox cannot be reached.').waitFor();
    expect(await findings(test.page)).toEqual([]);
    test.sandbox = await createSandbox();
  });
});
