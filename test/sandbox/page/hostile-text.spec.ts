import { expect, it } from '@jest/globals';
import { post } from '../sandbox-client.js';
import { usePage } from './support/use-page.js';

const MARKUP = `"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>{{7*7}}`;

const test = usePage();

const hostile = (name: string) => `${name}${MARKUP}`;

/** A script, a tag or a template in every name and every text. */
const EVENT = {
  event_name: hostile('name'),
  event_id: hostile('id'),
  properties: {
    id: hostile('order'),
    [hostile('key')]: hostile('value'),
    $email: hostile('email'),
    $phone_number: hostile('phone'),
    $country_code: hostile('country'),
    items: [{ name: hostile('item'), [hostile('item key')]: [hostile('entry')] }],
  },
  profile_properties: { $email: hostile('email'), [hostile('profile key')]: hostile('profile') },
  aliases: [`urn:email:${MARKUP}`, hostile('urn:'), 'javascript:window.pwned=1'],
};

/** Each view, with something that shows text of the event. */
const VIEWS = [
  ['#/logs', '.cell-event'],
  ['#/logs/1', '.json'],
  ['#/logs/1?show=request', '.code-block'],
  ['#/logs/2?show=attempts', '.differences'],
  ['#/logs/3', '.findings.violation'],
  ['#/logs/4?show=request', '.code-block'],
  ['#/warnings', '.flagged'],
  ['#/warnings?show=coverage', '.coverage'],
  ['#/profiles', '.profile-line'],
  ['#/profiles/1', '.alias-table code'],
  [`#/logs?event=${encodeURIComponent(EVENT.event_name)}`, '.cell-event'],
  [`#/logs?text=${encodeURIComponent('onerror')}`, '.cell-event'],
] as const;

it('shows text from events as text, whatever it holds', async () => {
  await post(test.sandbox, EVENT);
  await post(test.sandbox, { ...EVENT, properties: { [hostile('key')]: hostile('other') } });
  await post(test.sandbox, { ...EVENT, event_id: undefined, [hostile('top')]: MARKUP });
  await post(test.sandbox, MARKUP, { headers: { 'user-agent': MARKUP } });
  await test.open();
  const shown = test.page.locator('main');
  for (const [view, drawn] of VIEWS) {
    await test.page.goto(`${test.sandbox.url}/${view}`);
    await test.page.locator(drawn).first().waitFor();
    expect(await shown.textContent()).toContain('<script>window.pwned=1</script>');
    expect(await shown.locator('img[src], script, [onerror]').count()).toBe(0);
    expect(await shown.locator('a:not([href^="#/"])').count()).toBe(0);
  }
  await test.page.goto(`${test.sandbox.url}/#/validate`);
  await test.page.getByLabel('JSON body').fill(JSON.stringify(EVENT));
  await test.page.getByText(JSON.stringify(hostile('entry')), { exact: true }).waitFor();
  expect(await test.page.evaluate('window.pwned')).toBeUndefined();
});
