import { describe, expect, it } from '@jest/globals';
import { Body, Controller, Post } from '@nestjs/common';
import { IsInt, IsString, Min } from 'class-validator';
import * as v from 'valibot';
import { z } from 'zod';
import {
  ConvergeOptionsError,
  TrackConverge,
  type ConvergeModuleOptions,
  type EventSchema,
} from '../../lib/index.js';
import { orderParts } from '../utils/events.js';
import { PLATFORMS, type Platform } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

class BookedFittingDto {
  @IsString({ message: 'give the id of the fitting' })
  fitting_id!: string;

  @IsInt({ message: 'give whole minutes' })
  @Min(5, { message: 'give at least five minutes' })
  minutes!: number;
}

const SCHEMAS: Record<string, EventSchema> = {
  'a class': BookedFittingDto,
  zod: z.object({ fitting_id: z.string(), minutes: z.int().min(5) }),
  valibot: v.object({ fitting_id: v.string(), minutes: v.pipe(v.number(), v.minValue(5)) }),
  'an asynchronous schema': z
    .object({ fitting_id: z.string(), minutes: z.number() })
    .refine(async ({ minutes }) => minutes >= 5, { path: ['minutes'] }),
};

/** A shop with one handler, which tracks an event of that name. */
function shopThatTracks(name: string) {
  @Controller()
  class ShopController {
    @Post()
    @TrackConverge(name as 'Booked Fitting')
    handle(@Body() body: object) {
      return body;
    }
  }
  return ShopController;
}

const { shop, start: startWith, echo } = useShop({});

const start = (name: string, options?: ConvergeModuleOptions, platform?: Platform) =>
  startWith(options, { platform, controllers: [shopThatTracks(name)] });

const fitting = (properties: object, id = 'fitting-1') => ({
  ...orderParts(),
  event_id: id,
  properties,
});

const book = (properties: object, id?: string) => echo('', fitting(properties, id));

const RIGHT = { fitting_id: 'f', minutes: 30, room: 'blue' };

describe.each(PLATFORMS)("the project's own events on %s", (platform) => {
  const boot = (name: string, options?: ConvergeModuleOptions) => start(name, options, platform);

  describe.each(Object.keys(SCHEMAS))('checked by %s', (kind) => {
    const events = { 'Booked Fitting': SCHEMAS[kind]! };

    it('are sent without a word where they are right', async () => {
      await boot('Booked Fitting', { events, validation: 'strict' });
      await book(RIGHT);
      expect((await shop.sent())[0]!.properties).toEqual(RIGHT);
      expect(shop.logger.complaints).toEqual([]);
    });

    it('are sent and reported where they are wrong', async () => {
      await boot('Booked Fitting', { events });
      await book({ ...RIGHT, minutes: 1 }, 'a');
      await book({ ...RIGHT, minutes: 2 }, 'b');
      expect(await shop.sent()).toHaveLength(2);
      expect(shop.logger.said('warn')).toEqual([
        expect.stringMatching(
          /^ShopController#handle, "Booked Fitting": properties\.minutes \((min|schema)\): received a number; /,
        ),
      ]);
      expect((await shop.counters()).specViolation).toBe(2);
    });

    it('are dead letters where they are wrong and validation is strict', async () => {
      await boot('Booked Fitting', { events, validation: 'strict' });
      await book({ minutes: 30 });
      const [letter] = await shop.converge.deadLetters();
      expect(letter!.reason).toContain("breaks Converge's event spec");
      expect(letter!.reason).toMatch(/\n {2}- properties\.fitting_id \(\w+\): received nothing; /);
      const { aliases, profile_properties } = orderParts();
      const tracking = shop.converge.track({
        event_name: 'Booked Fitting',
        event_id: '1',
        aliases,
        profile_properties,
        properties: { fitting_id: 7 as never },
      });
      await expect(tracking).rejects.toMatchObject({ breaks: 'spec' });
      expect(await shop.sent()).toEqual([]);
    });
  });
});

describe('the name of an event', () => {
  const messageOf = (name: string, options?: ConvergeModuleOptions) =>
    start(name, options).then(
      () => undefined,
      (error: unknown) => {
        expect(error).toBeInstanceOf(ConvergeOptionsError);
        return (error as Error).message;
      },
    );

  it.each([
    ['Place Order', 'Placed Order'],
    ['Singed Up', 'Signed Up'],
  ])('%p stops the start, and %p is suggested', async (name, nearest) => {
    expect(await messageOf(name)).toBe(
      `@TrackConverge('${name}') on ShopController#handle: Converge's spec has no such event; did you mean ` +
        `'${nearest}'? If it is a custom event, register it under the option "events" of ConvergeModule.`,
    );
  });

  it.each([
    ['$page_load', "leave it out: Converge's pixel sends it from the browser"],
    ['New Customer Order', 'track "Placed Order" with $is_new_customer: true'],
  ])('%p stops the start, also where it is registered', async (name, advice) => {
    for (const options of [{}, { events: { [name]: BookedFittingDto } }]) {
      expect(await messageOf(name, options)).toContain(
        `@TrackConverge('${name}') on ShopController#handle: a server never sends this event; ${advice}`,
      );
    }
  });

  it('may be near to one of the spec where it is registered', async () => {
    const events = { 'Viewed Carts': z.object({}) };
    await start('Viewed Carts', { events, validation: 'strict' });
    await book({});
    expect(await shop.sent()).toHaveLength(1);
    expect(shop.logger.said('error')).toEqual([]);
  });

  it.each(['Booked Fitting', 'Ordered', 'Refunded Order', 'Cart', 'Größe gewählt'])(
    'may be %p without being registered',
    async (name) => {
      await start(name, { validation: 'strict' });
      await book({});
      expect((await shop.sent())[0]!.event_name).toBe(name);
    },
  );

  const track = (event_name: string) =>
    shop.converge.track({ ...fitting({}, event_name), event_name } as never);

  it('is looked at by ConvergeService.track, too', async () => {
    await start('Booked Fitting');
    await track('Order Placed');
    await track('Place Order');
    expect(shop.logger.said('warn')).toEqual([
      'ConvergeService.track, "Place Order": event_name (isEventName): received a name that Converge ' +
        'does not know; write "Placed Order", or register your own event under the option "events". ' +
        'The event is sent; more of these are only counted',
    ]);
    await expect(track('New Customer Order')).rejects.toThrow(
      'event_name (isSentByServers): received "New Customer Order", which a server never sends; track',
    );
    const sent = (await shop.sent()).map(({ event_name }) => event_name);
    expect(sent.sort()).toEqual(['Order Placed', 'Place Order']);
  });
});
