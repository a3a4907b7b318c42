import { beforeEach, describe, expect, it } from '@jest/globals';
import { fillAll } from './support/fill-outbox.js';
import { usePageWithOutbox } from './support/use-page.js';
import { VIEWS } from './support/views.js';

const { test, outboxPath } = usePageWithOutbox();

const CONTROLS =
  'a[href], button:not(:disabled), input:not([type=file]), select, textarea, summary, [tabindex="0"]';

/** In the browser: the visible controls, except those that arrow keys reach. */
const markControls = (within: string) => `[...document.querySelectorAll('${CONTROLS}')]
  .filter((each) => each.closest('${within || 'body'}') !== null && each.checkVisibility() && each.closest('[tabindex="-1"]:is(a, button), [inert]') === null)
  .map((each, index) => { each.dataset.control = String(index); return each.outerHTML.slice(0, 120); })`;

/** In the browser: the number of the focused control, and whether one sees that it has the focus. */
const focused = `(() => {
  const { activeElement } = document;
  const style = getComputedStyle(activeElement);
  const isSeen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  return { control: activeElement.dataset.control, isSeen, html: activeElement.outerHTML.slice(0, 120) };
})()`;

interface Focused {
  readonly control?: string;
  readonly isSeen: boolean;
  readonly html: string;
}

beforeEach(() => fillAll(test.sandbox, outboxPath()));

/** Each dialog: where it is, the button that opens it, and its heading or question. */
const DIALOGS = [
  ['#/logs', 'Send test event', 'Send a test event'],
  ['#/logs/7', 'Send again, edited', 'Edit and send again'],
  ['#/logs', 'Delete all requests', 'Delete all requests, events and profiles?'],
  ['#/logs', 'Simulation', 'This is a local simulation, not Converge'],
  ['#/logs', 'Keyboard shortcuts', 'Keyboard shortcuts'],
] as const;

/** Presses Tab until every control must have had the focus. @returns those that were missed, or showed no focus */
async function tabThrough(within = ''): Promise<{ missed: string[]; unseen: string[] }> {
  const controls = (await test.page.evaluate(markControls(within))) as string[];
  const reached = new Set<string>();
  const unseen: string[] = [];
  for (let round = 0; round < controls.length + 5; round++) {
    await test.page.keyboard.press('Tab');
    const { control, isSeen, html } = (await test.page.evaluate(focused)) as Focused;
    if (control === undefined) continue;
    reached.add(control);
    if (!isSeen) unseen.push(html);
  }
  // Of a group of radio buttons, one is reached; arrows reach the others.
  const missed = controls.filter(
    (html, index) => !reached.has(String(index)) && !html.includes('type="radio"'),
  );
  return { missed, unseen };
}

describe('with the keyboard alone', () => {
  it.each(VIEWS)('every control of %s is reached, and has a visible focus', async (view, drawn) => {
    await test.open(view);
    await test.page.locator(drawn).first().waitFor();
    await test.page.evaluate('document.activeElement.blur()');
    expect(await tabThrough()).toEqual({ missed: [], unseen: [] });
  });

  it.each(DIALOGS)(
    'at %s, "%s" opens a dialog, Esc closes it, and the focus returns',
    async (view, name, text) => {
      await test.open(view);
      const button = test.page.getByRole('button', { name, exact: true });
      await button.focus();
      await test.page.keyboard.press('Enter');
      const dialog = test.page.getByRole('dialog');
      await dialog.getByText(text, { exact: true }).waitFor();
      await dialog.locator('button.primary:disabled').waitFor({ state: 'detached' });
      expect(await tabThrough('dialog[open]')).toEqual({ missed: [], unseen: [] });
      await test.page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      await button.and(test.page.locator(':focus')).waitFor();
    },
  );

  it('arrows go through the list at once, and not while one types or chooses', async () => {
    await test.open('#/logs');
    await test.page.locator('.grid-row').first().waitFor();
    await test.page.getByLabel('Outcome').focus();
    await test.page.keyboard.press('ArrowDown');
    expect(await test.page.locator('.grid-row.active').count()).toBe(0);
    await test.page.keyboard.press('Escape');
    await test.page.getByLabel('Outcome').selectOption('refused');
    await test.page.getByText('2 of 6 events').waitFor();
    await test.page.getByLabel('Outcome').selectOption('');
    await test.page.getByText('6 events, 7 requests').waitFor();
    await test.page.evaluate('document.activeElement.blur()');
    await test.page.keyboard.press('ArrowDown');
    await test.page.keyboard.press('ArrowDown');
    await test.page.keyboard.press('Enter');
    await test.page.getByRole('complementary', { name: 'Request 6' }).waitFor();
  });

  it('? lists the shortcuts, and is a character in a field', async () => {
    await test.open('#/logs');
    const title = test.page.getByRole('heading', { name: 'Keyboard shortcuts' });
    await test.page.keyboard.press('/');
    await test.page.keyboard.type('a?/');
    expect(await test.page.getByPlaceholder('Find text').inputValue()).toBe('a?/');
    expect(await title.count()).toBe(0);
    await test.page.evaluate('document.activeElement.blur()');
    await test.page.keyboard.press('?');
    await title.waitFor();
    await test.page.getByText('Go to the search field').waitFor();
    await test.page.keyboard.press('Escape');
    await title.waitFor({ state: 'hidden' });
  });
});
