import { describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { aliases, TrackConverge } from '../../lib/index.js';
import { echoController } from '../utils/echo-controller.js';
import { orderEvent, orderParts } from '../utils/events.js';
import { PLATFORMS } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

interface Customer {
  readonly email?: string;
  readonly id?: string | number;
  readonly cart?: string;
  readonly cards?: string[];
}

const aliasesOf = ({ email, id, cart, cards = [] }: Customer) =>
  cards.reduce(
    (builder, card) => builder.custom('loyalty_card', card),
    aliases().email(email).customerId(id).cartToken(cart),
  );

const Echo = echoController({
  order: [TrackConverge('Placed Order')],
  customer: [
    TrackConverge('Watched', {
      properties: () => ({}),
      profileProperties: () => ({}),
      aliases: async (customer: Customer) => aliasesOf(customer),
    }),
  ],
});

@Controller()
class ShopController extends Echo {
  @Get('plain')
  plain() {
    return { ...orderParts(), aliases: aliasesOf({ email: ' Jane@Example.com', id: 'guest' }) };
  }

  @Get('tracked')
  @TrackConverge('Placed Order')
  tracked() {
    return this.plain();
  }
}

const { properties } = orderParts();
const { $email, ...withoutEmail } = properties;

describe.each(PLATFORMS)('who a customer is on %s', (platform) => {
  const { shop, start, echo } = useShop({ platform, controllers: [ShopController] });
  const sentObjects = async () =>
    (await shop.sent()).map((event) => [event.properties, event.profile_properties]);

  describe('mirrorContactFields', () => {
    it('gives the contact fields of each object to the other, and nothing else', async () => {
      await start({ mirrorContactFields: true, validation: 'strict' });
      const address = { $city: 'Bern', $country_code: 'CH', $zip_code: '3000', $state: 'BE' };
      await echo('order', {
        ...orderParts(),
        properties: { ...withoutEmail, $first_name: 'Jane', gift: true },
        profile_properties: { $email, ...address, vip: true },
      });
      expect(await sentObjects()).toEqual([
        [
          { ...withoutEmail, $first_name: 'Jane', gift: true, $email, ...address },
          { $email, ...address, vip: true, $first_name: 'Jane' },
        ],
      ]);
    });

    it('is off where it is not asked for', async () => {
      await start();
      await echo('order', { ...orderParts(), profile_properties: {} });
      expect(await sentObjects()).toEqual([[properties, {}]]);
      expect(shop.logger.said('warn')).toEqual([
        expect.stringContaining('profile_properties.$email (isRequired): received nothing'),
      ]);
    });
  });

  describe('placeholders among the aliases', () => {
    const PLACEHOLDERS = ['customer_id:guest', 'user_id:null', 'email:', 'cookie:0'];

    it('are left out and reported, once, and the others are sent', async () => {
      await start();
      for (let n = 0; n < 3; n++) {
        const aliases = [...PLACEHOLDERS, `cart_token:c${n}`].map((alias) => `urn:${alias}`);
        await echo('order', { ...orderParts(), aliases });
      }
      await shop.sent();
      const sent = shop.sandbox.requests().map(({ body }) => JSON.parse(body).aliases);
      expect(sent).toEqual([0, 1, 2].map((n) => [`urn:cart_token:c${n}`]));
      expect(shop.logger.said('warn')).toEqual([
        expect.stringContaining('aliases[0] (isNoPlaceholder): received a placeholder value; '),
      ]);
      expect((await shop.counters()).specViolation).toBe(3 * PLACEHOLDERS.length);
    });
  });

  describe('aliases()', () => {
    it('gives a mapper what is right, and names what it left out once, without the value', async () => {
      await start();
      for (const id of ['guest', 'Guest', 'null']) {
        await echo('customer', { email: ` ${id}.secret@Example.com `, id, cart: 'secret-cart' });
      }
      await echo('customer', { email: 'no secret', id: 7 });
      expect((await shop.sent()).map((event) => event.aliases)).toEqual([
        ['urn:email:guest.secret@example.com', 'urn:cart_token:secret-cart'],
        ['urn:email:guest.secret@example.com', 'urn:cart_token:secret-cart'],
        ['urn:email:null.secret@example.com', 'urn:cart_token:secret-cart'],
        ['urn:customer_id:7'],
      ]);
      expect(shop.logger.said('warn')).toEqual([
        'ShopController#customer, "Watched": aliases() left out: customer_id (placeholder); more of these are only counted',
        'ShopController#customer, "Watched": aliases() left out: email (invalid); more of these are only counted',
      ]);
      expect((await shop.counters()).aliasesDropped).toBe(4);
      expect(shop.logger.text).not.toContain('secret');
    });

    it('names what it left out where beforeSend gets the event, too', async () => {
      await start({ beforeSend: (event) => event });
      const aliases = aliasesOf({ email: 'a@b.de', id: 0 });
      await shop.converge.track({ ...orderEvent(), aliases });
      expect((await shop.counters()).aliasesDropped).toBe(1);
      expect(shop.logger.said('warn')).toEqual([expect.stringContaining('left out: customer_id')]);
    });

    it('can stand in the result itself, whose response stays as it is', async () => {
      await start();
      const plain = await shop.request('GET', '/plain');
      const tracked = await shop.request('GET', '/tracked');
      expect(tracked).toEqual(plain);
      expect(JSON.parse(tracked.body).aliases).toEqual(['urn:email:jane@example.com']);
      expect((await shop.sent())[0]!.aliases).toEqual(['urn:email:jane@example.com']);
      expect((await shop.counters()).aliasesDropped).toBe(1);
    });
  });
});
