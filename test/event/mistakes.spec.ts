import { beforeEach, describe, expect, it } from '@jest/globals';
import { ConvergeValidationError, TrackConverge, type ConvergeEventDto } from '../../lib/index.js';
import { REFUSED, SENT, VALUES, withContact } from '../fixtures/mistakes.js';
import { rightEvent, withProperties } from '../fixtures/right-events.js';
import { echoController } from '../utils/echo-controller.js';
import { useShop } from '../utils/use-shop.js';

const eventId = ({ event_id }: ConvergeEventDto) => event_id;
const timestamp = ({ timestamp }: ConvergeEventDto) => timestamp!;
const controllers = [
  echoController({
    order: [TrackConverge('Placed Order', { eventId, timestamp })],
  }),
];

describe('a mistake that was seen in real senders', () => {
  const { shop, start } = useShop({ controllers });

  beforeEach(() => start());

  const post = (path: string, event: ConvergeEventDto) => shop.request('POST', path, event);

  it('is not seen in what is right', async () => {
    await post('/order', rightEvent());
    await shop.converge.track(rightEvent('Started Subscription') as never);
    expect(await shop.sent()).toHaveLength(2);
    expect(shop.logger.complaints).toEqual([]);
  });

  it.each(SENT)('is named while the event is sent: %s', async (_mistake, event, message) => {
    await post('/order', event);
    await post('/order', { ...event, event_id: 'another' });
    expect(await shop.sent()).toHaveLength(2);
    const [line, ...more] = shop.logger.said('warn');
    expect(line).toBe(
      `ShopController#order, "Placed Order": ${message}. The event is sent; more of these are only counted`,
    );
    // What is wrong in both objects is reported of both, and nothing twice.
    expect(more.length).toBeLessThanOrEqual(1);
    for (const text of more) expect(text).toContain('profile_properties.');
    expect(shop.logger.text).not.toMatch(VALUES);
    expect((await shop.counters()).specViolation).toBe(2 * (1 + more.length));
  });

  it.each(REFUSED)('is refused: %s', async (_mistake, event, lines) => {
    const error = await shop.converge.track(event as never).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConvergeValidationError);
    const { event_name } = event as ConvergeEventDto;
    expect((error as Error).message).toBe(
      [`Event "${event_name}" breaks Converge's contract and was not sent:`, ...lines].join(
        '\n  - ',
      ),
    );
    expect((error as Error).message).not.toMatch(VALUES);
    expect(await shop.sent()).toEqual([]);
  });

  it('$is_new_customer taken from whether the customer is a guest: reported at the second first order', async () => {
    for (const id of ['order-1', 'order-2', 'order-3']) {
      await post('/order', { ...withProperties({ id, $is_new_customer: true }), event_id: id });
    }
    expect(shop.logger.said('warn')).toEqual([
      'ShopController#order, "Placed Order": properties.$is_new_customer (isFirstPurchase): ' +
        'received true, for an email whose earlier order was also its first; ' +
        "give true only for the customer's first completed purchase; whether the customer is a guest " +
        'does not matter. The event is sent; more of these are only counted',
    ]);
  });

  it('an alias that many customers share: reported and held back from the fourth email on', async () => {
    for (let number = 0; number < 6; number++) {
      const $email = `c${number}@example.com`;
      const event = withContact({ $email, $is_new_customer: false });
      const aliases = [`urn:email:${$email}`, 'urn:customer_id:till-5'];
      await post('/order', { ...event, event_id: `order-${number}`, aliases });
    }
    expect(shop.logger.said('warn')).toEqual([
      'ShopController#order, "Placed Order": aliases[1] (isNotShared): ' +
        'received a value that was seen with more than 3 different emails; ' +
        'it is probably shared, and held back: use one that belongs to one customer, since Converge ' +
        'merges all who have it, and a merge can never be undone. ' +
        'The event is sent; more of these are only counted',
    ]);
    expect(shop.logger.text).not.toMatch(/till-5|c\d@/);
    const sent = await shop.sent();
    const shared = sent.filter(({ aliases }) => aliases.includes('urn:customer_id:till-5'));
    expect(shared).toHaveLength(3);
    expect(sent).toHaveLength(6);
  });
});
