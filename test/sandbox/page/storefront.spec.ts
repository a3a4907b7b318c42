import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { startShop, type Shop } from '../../sample-app/shop.js';
import { anEvent, post } from '../sandbox-client.js';
import { AXE, findings } from './support/axe.js';
import { usePageWithOutbox } from './support/use-page.js';

const MARKUP = `"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>`;

let shop: Shop;
let page: Page;

// While there is a sandbox, which the shop repairs and delivers to.
afterEach(async () => {
  await page.close();
  await shop.close();
  process.env['CONVERGE_OUTBOX_PATH'] = 'memory';
});
const { test, outboxPath } = usePageWithOutbox();
beforeEach(async () => {
  process.env['CONVERGE_OUTBOX_PATH'] = outboxPath();
  shop = await startShop('express', test.sandbox);
});

async function openShop(options: BrowserContextOptions = {}): Promise<void> {
  page = await test.another({ viewport: { width: 1440, height: 900 }, ...options });
  await page.addInitScript(AXE);
  await page.goto(shop.client.url);
  await page.locator('#arrived .state', { hasText: 'answers' }).waitFor();
}

const phase = (name: string) => page.locator(`body[data-phase="${name}"]`).waitFor();
const click = (name: string) => page.getByRole('button', { name }).click();

/** Breaks Converge and places orders, until each of them has failed. */
async function breakAndOrder(count: number): Promise<void> {
  await click('Break Converge for 20 s');
  await phase('broken');
  for (let order = 1; order <= count; order++) {
    await click('Place order');
    await page.locator('#orders .count', { hasText: `${order} order` }).waitFor();
  }
  // A small screen shows three rows.
  const last = page.locator('#outbox li').nth(count - 1);
  await last.getByText('failed attempt').waitFor({ state: 'attached' });
}

describe('the storefront', () => {
  it('tells what becomes of orders in an outage, with true numbers', async () => {
    await openShop();
    await breakAndOrder(3);
    expect(await page.locator('#outbox .count').textContent()).toBe('3 events kept');
    expect(await page.locator('#arrived .count').textContent()).toBe('0 events arrived');
    await click('Repair Converge now');
    await phase('end');
    const failed = test.sandbox.requests().filter(({ outcome }) => outcome === 'fault').length;
    expect(failed).toBeGreaterThanOrEqual(3);
    expect(await page.locator('#said').textContent()).toBe(
      `Nothing was lost. 3 orders answered, ${failed} attempts failed, 3 of 3 delivered, 0 lost.`,
    );
    expect(test.sandbox.events()).toHaveLength(3);
    await page.getByText('Empty: all events have arrived.').waitFor();
    await page.locator('#outbox li').first().waitFor({ state: 'detached' });
    expect(await page.locator('#arrived li').first().innerText()).toMatch(
      /^Placed Order\s+\$69\.50\s+\w{8}\s+after \d+ failed attempts?$/,
    );
    // The story is the shop's: a second window, or this one loaded again, has it as well.
    await page.reload();
    await phase('end');
  });

  it('ends the outage that is repaired in the sandbox, and the one that is left when it closes', async () => {
    await openShop();
    await click('Break Converge for 20 s');
    await phase('broken');
    test.sandbox.simulateFault(undefined);
    await page.getByText('No order was placed while Converge was down').first().waitFor();
    await breakAndOrder(1);
    await page.close();
    await shop.close();
    expect(test.sandbox.events()).toHaveLength(1);
  });

  it('says that the sandbox is gone', async () => {
    await openShop();
    test.expectError(/502/);
    await test.sandbox.close();
    await page.getByText('cannot be reached: start it again').first().waitFor();
  });

  it('is used by keyboard, and keeps the focus', async () => {
    await openShop();
    await page.getByRole('button', { name: 'Place order' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Thank you').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await phase('broken');
    await page.keyboard.press('Enter');
    await page.locator('#arrived li').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Placed Order');
  });

  it('opens the order when a field of it is missing', async () => {
    await openShop();
    await page.getByRole('link', { name: 'Change' }).click();
    await page.getByLabel('City').fill('');
    await page.getByText('The order, and more to try').click();
    await click('Place order');
    await page.getByLabel('City').waitFor();
    expect(test.sandbox.requests()).toEqual([]);
  });

  it('shows text as text, whatever it holds', async () => {
    await openShop();
    const properties = { total_price: 1, currency: MARKUP };
    await post(test.sandbox, anEvent({ event_name: MARKUP, event_id: MARKUP, properties }));
    await page.getByRole('link', { name: 'Change' }).click();
    await page.getByLabel('Full name').fill(MARKUP);
    await page.getByLabel('City').fill(MARKUP);
    await click('Place order');
    await page.getByText('Thank you').waitFor();
    expect(await page.locator('#buyer').textContent()).toBe(`${MARKUP} in ${MARKUP}`);
    await page.locator('#arrived').getByText(MARKUP).first().waitFor();
    expect(await page.locator('main').locator('img, script, [onerror]').count()).toBe(0);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
  });

  it('is on one screen, and on two of a phone', async () => {
    await openShop();
    await breakAndOrder(6);
    for (const [width, height, screens] of [
      [1440, 900, 1],
      [768, 1024, 1],
      [375, 812, 2],
    ] as const) {
      await page.setViewportSize({ width, height });
      const stations = (await page.locator('.stations').boundingBox())!;
      expect(stations.y + stations.height).toBeLessThanOrEqual(screens * height);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
  });

  it.each(['light', 'dark'] as const)('has no serious finding of axe, %s', async (colorScheme) => {
    await openShop({ colorScheme, reducedMotion: 'reduce' });
    expect(await findings(page)).toEqual([]);
    await page.getByText('The order, and more to try').click();
    await breakAndOrder(2);
    expect(await findings(page)).toEqual([]);
    await click('Repair Converge now');
    await phase('end');
    expect(await findings(page)).toEqual([]);
  });
});
