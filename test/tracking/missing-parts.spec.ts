import { describe, expect, it } from '@jest/globals';
import {
  ClassSerializerInterceptor,
  Controller,
  Next,
  Post,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { Exclude } from 'class-transformer';
import { TrackConverge } from '../../lib/index.js';
import { orderParts } from '../utils/events.js';
import { PLATFORMS } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

const { properties, profile_properties, aliases } = orderParts();

@Controller()
class ShopController {
  @Post('without-aliases')
  @TrackConverge('Placed Order')
  withoutAliases() {
    return { properties, profile_properties };
  }

  @Post('without-profile')
  @TrackConverge('Placed Order')
  withoutProfile() {
    return { properties, aliases };
  }

  @Post('mapped-to-nothing')
  @TrackConverge('Placed Order', {
    aliases: () => undefined as never,
    profileProperties: () => undefined as never,
  })
  mappedToNothing() {
    return { properties };
  }

  @Post('taken')
  @TrackConverge('Placed Order')
  taken(@Res() response: any) {
    response.send('taken');
  }

  @Post('mapped')
  @TrackConverge('Placed Order', {
    properties: (order: typeof properties) => ({ ...properties, id: order.id }),
  })
  mapped(@Res() response: any): any {
    response.send('taken');
  }

  @Post('next')
  @TrackConverge('Placed Order')
  next(@Res() response: any, @Next() _next: unknown) {
    response.send('taken');
  }

  @Post('passed')
  @TrackConverge('Placed Order')
  passed(@Res({ passthrough: true }) response: any) {
    response.header('x-order', '1');
  }

  @Post('both')
  @TrackConverge('Placed Order')
  both(@Res() response: any) {
    response.send('both');
    return orderParts();
  }
}

class Customer {
  readonly id = '7';
  @Exclude() readonly email = 'jane@example.com';
}

const ofCustomer = {
  properties: ({ email }: Customer) => ({ ...properties, $email: email }),
  aliases: ({ email }: Customer) => (email ? [`urn:email:${email}`] : []),
};
const WRITE_BELOW =
  'above @TrackConverge gives mappers a plain object without what @Exclude() hides: if that has it, ' +
  'write the interceptor below';

class OwnSerializer extends ClassSerializerInterceptor {}

@Controller()
class SerializedController {
  @Post('above')
  @UseInterceptors(ClassSerializerInterceptor)
  @TrackConverge('Placed Order', ofCustomer)
  above() {
    return new Customer();
  }

  @Post('alias')
  @UseInterceptors(OwnSerializer)
  @TrackConverge('Placed Order', { ...ofCustomer, aliases: () => aliases })
  alias() {
    return new Customer();
  }

  @Post('below')
  @TrackConverge('Placed Order', ofCustomer)
  @UseInterceptors(ClassSerializerInterceptor)
  below() {
    return new Customer();
  }

  @Post('nothing')
  @TrackConverge('Placed Order', { ...ofCustomer, aliases: () => [] })
  @UseInterceptors(ClassSerializerInterceptor)
  nothing() {
    return new Customer();
  }
}

const RES =
  /the route answers with @Res\(\), so that its result is not known; use @Res\(\{ passthrough: true \}\)/;

describe.each(PLATFORMS)('a part that nobody gives, on %s', (platform) => {
  const { shop, start } = useShop({
    platform,
    controllers: [ShopController, SerializedController],
  });
  const post = (path: string) => shop.request('POST', `/${path}`);
  const reasons = async () => (await shop.converge.deadLetters()).map(({ reason }) => reason);

  it('is an empty object for the profile', async () => {
    await start();
    await post('without-profile');
    expect((await shop.sent())[0]).toMatchObject({ profile_properties: {} });
  });

  it('is not said of a mapper that returns nothing', async () => {
    await start();
    await post('mapped-to-nothing');
    const [reason] = await reasons();
    expect(reason).toContain('aliases (isArray): received nothing; give an array');
    expect(reason).toContain('profile_properties (isJsonObject): received nothing; give an object');
  });

  it('is not said where the module has a mapper', async () => {
    await start({ mappers: { aliases: () => undefined as never } });
    await post('without-aliases');
    expect((await reasons())[0]).toContain('aliases (isArray): received nothing; give an array');
  });

  it('may come from beforeSend', async () => {
    await start({ beforeSend: (event) => ({ ...event, aliases }) });
    await post('without-aliases');
    expect((await shop.sent())[0]).toMatchObject({ aliases });
  });

  it('is said with beforeSend, too', async () => {
    await start({ beforeSend: (event) => event });
    await post('without-aliases');
    expect((await reasons())[0]).toContain('no aliases mapper was given');
  });

  it.each(['taken', 'next'])(
    'has its reason where the route takes its response: %s',
    async (path) => {
      await start();
      expect((await post(path)).body).toBe('taken');
      expect((await reasons())[0]).toMatch(RES);
    },
  );

  it('has that reason where a mapper fails for it', async () => {
    await start();
    expect((await post('mapped')).body).toBe('taken');
    await shop.converge.flush();
    expect(shop.logger.said('error')).toEqual([
      expect.stringMatching(
        new RegExp(`the event was not tracked: its properties mapper got no result: ${RES.source}`),
      ),
    ]);
    expect((await shop.counters()).mapperFailed).toBe(1);
  });

  it('has not that reason with passthrough, and not where there is a result', async () => {
    await start();
    await post('passed');
    expect((await reasons())[0]).not.toMatch(RES);
    expect((await post('both')).body).toBe('both');
    expect(await shop.sent()).toHaveLength(1);
  });

  it('may be what ClassSerializerInterceptor hides, if that stands above', async () => {
    await start();
    await post('above');
    const [reason] = await reasons();
    expect(reason).toContain('aliases (arrayMinSize): received an array of length 0; ');
    expect(reason).toContain(`; ClassSerializerInterceptor ${WRITE_BELOW}`);
    await post('alias');
    expect(shop.logger.said('warn')[0]).toMatch(
      /\$email \(isRequired\): received nothing; .*; OwnSerializer above @TrackConverge gives/,
    );
  });

  it('is not what it hides, if that stands below', async () => {
    await start();
    await post('below');
    expect(await shop.sent()).toMatchObject([{ aliases }]);
    await post('nothing');
    expect((await reasons())[0]).not.toContain('Interceptor');
  });
});
