import { describe, expect, it } from '@jest/globals';
import { Body, Controller, Post, type INestApplication } from '@nestjs/common';
import { TrackConverge, type ConvergeModuleOptions } from '../../lib/index.js';
import { fromRequest } from '../../lib/tracking/call-context.js';
import { orderEvent, orderParts } from '../utils/events.js';
import { PLATFORMS, type TestAppOptions } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

const VISITOR = '5f0c-41d2_b7.9e';
const ALL = { cookieAlias: true, ip: true, userAgent: true };

@Controller()
class ShopController {
  @Post('orders')
  @TrackConverge('Placed Order')
  order(@Body() result: object): unknown {
    return result;
  }

  @Post('own')
  @TrackConverge('Placed Order', { requestContext: { ip: false, cookieAlias: true } })
  own(@Body() result: object) {
    return result;
  }
}

describe.each(PLATFORMS)("the request's context on %s", (platform) => {
  const app = useShop({ platform, controllers: [ShopController] });
  const { shop } = app;
  const start = (requestContext: ConvergeModuleOptions['requestContext'], more?: TestAppOptions) =>
    app.start({ requestContext, validation: 'strict' }, more);
  const post = (headers: object = {}, path = 'orders', result: object = orderParts()) =>
    app.echo(path, result, headers);
  const sent = async () => {
    const events = await shop.sent();
    expect(events).toHaveLength(1);
    expect(shop.logger.complaints).toEqual([]);
    return events[0]!;
  };
  const { aliases, profile_properties, properties } = orderParts();
  const cookie = { Cookie: `a=1; __cvg_uid=${VISITOR}; __cvg_sid=session-1` };

  it('is not looked at where it is not asked for', async () => {
    await start(undefined);
    await post({ ...cookie, 'User-Agent': 'Firefox' }, `orders?__cvg_uid=${VISITOR}`);
    expect(await sent()).toMatchObject({ aliases, properties });
    expect((await sent()).profile_properties).toEqual(profile_properties);
  });

  it('gives the alias of the cookie, the address and the user agent', async () => {
    await start(ALL);
    await post({ ...cookie, 'User-Agent': 'Firefox' });
    const added = { $ip: '127.0.0.1', $user_agent: 'Firefox' };
    expect(await sent()).toEqual(
      expect.objectContaining({
        aliases: [...aliases, `urn:cookie:${VISITOR}`],
        profile_properties: { ...profile_properties, ...added },
        properties,
      }),
    );
  });

  it.each(['cookieAlias', 'ip', 'userAgent'] as const)('gives %s alone', async (key) => {
    await start({ [key]: true });
    await post({ ...cookie, 'User-Agent': 'Firefox' });
    const event = await sent();
    expect(event.aliases.length - aliases.length).toBe(key === 'cookieAlias' ? 1 : 0);
    expect(Object.keys(event.profile_properties)).toEqual(
      { cookieAlias: ['$email'], ip: ['$email', '$ip'], userAgent: ['$email', '$user_agent'] }[key],
    );
  });

  it("takes the visitor from the pixel's own cookie, not from another cookie's value", async () => {
    await start(ALL);
    await post({ Cookie: `last=/x?__cvg_uid=someone-else; __cvg_uid=${VISITOR}` });
    expect((await sent()).aliases).toEqual([...aliases, `urn:cookie:${VISITOR}`]);
  });

  it('gives nothing that the request does not have', async () => {
    await start(ALL);
    await post();
    const event = await sent();
    expect(event.aliases).toEqual(aliases);
    expect(event.profile_properties).toEqual({ ...profile_properties, $ip: '127.0.0.1' });
  });

  describe('the address', () => {
    it.each<[string | undefined, string | undefined]>([
      [undefined, '127.0.0.1'],
      ['203.0.113.7', '203.0.113.7'],
      ['203.0.113.7, 10.0.0.1', '203.0.113.7'],
      ['2001:db8::7', '2001:db8::7'],
      ['::ffff:203.0.113.7', '203.0.113.7'],
      ['::FFFF:203.0.113.7', '203.0.113.7'],
      ['::ffff:c0a8:1', '::ffff:c0a8:1'],
      ['<b>Jane</b>', undefined],
      ['jane@example.com', undefined],
      ['203.0.113.7.8', undefined],
    ])('behind a proxy that says %p is %p', async (forwarded, address) => {
      await start({ ip: true }, { trustProxy: true });
      await post(forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded });
      expect((await sent()).profile_properties['$ip']).toBe(address);
    });

    // The hop count of Express, and the addresses of the proxies, as the docs advise.
    it('cannot be chosen by the visitor where only the own proxy is trusted', async () => {
      await start({ ip: true }, { trustProxy: platform === 'express' ? 1 : '127.0.0.1' });
      await post({ 'X-Forwarded-For': '198.51.100.9, 203.0.113.7' });
      expect((await sent()).profile_properties['$ip']).toBe('203.0.113.7');
    });

    it("is the connection's where the framework trusts no proxy", async () => {
      await start({ ip: true });
      await post({ 'X-Forwarded-For': '203.0.113.7' });
      expect((await sent()).profile_properties['$ip']).toBe('127.0.0.1');
    });
  });

  describe('the visitor', () => {
    const aliasesAfter = async (headers: object, path?: string) => {
      await start({ cookieAlias: true, urlAlias: true });
      await post(headers, path);
      return (await sent()).aliases.slice(aliases.length);
    };

    const OTHER = 'orders?__cvg_uid=other-visitor';
    const inCookie = (header: string) => ['the cookie header', header, 'orders'] as const;
    it.each([
      inCookie(`__cvg_uid=${VISITOR}`),
      inCookie(`__cvg_uid=${VISITOR};`),
      inCookie(`a=b;__cvg_uid=${VISITOR}`),
      inCookie(`a="x; y"; __cvg_uid=${VISITOR}; c=d`),
      inCookie(`my__cvg_uid=other-visitor; __cvg_uid=${VISITOR}`),
      ['the cookie header rather than the URL', cookie.Cookie, OTHER],
      ['the URL where the cookie has none', '__cvg_uid=null; x=y', `orders?__cvg_uid=${VISITOR}`],
      ['the URL', '', `orders?__cvg_uid=${VISITOR}`],
      ['the URL', '', `orders?a=b&__cvg_uid=${VISITOR}&c=d`],
    ] as const)('is found in %s: %p %p', async (_where, header, path) => {
      const headers = header === '' ? {} : { Cookie: header };
      expect(await aliasesAfter(headers, path)).toEqual([`urn:cookie:${VISITOR}`]);
    });

    const NO_COOKIES = `__cvg_uid= | __cvg_uid=short | __cvg_uid=${'x'.repeat(201)}
      | __cvg_uid=${'x'.repeat(9_000)} | __cvg_uid=with%20escapes | __cvg_uid="in-quotes"
      | __cvg_uid=with spaces-in-it | __cvg_uid=urn:email:jane@example.com
      | __cvg_uid=jane@example.com | __cvg_uid=visitor-é-1234 | __cvg_uid={"$ne":null}
      | my__cvg_uid=other-visitor | __cvg_uid_2=other-visitor | __CVG_UID=other-visitor
      | a=__cvg_uid=other-visitor`.split(/\s+\| /);
    // With which anybody could make every order a dead letter.
    const PLACEHOLDERS = `__cvg_uid=undefined | __cvg_uid=anonymous | __cvg_uid=00000000
      | __cvg_uid=00000000-0000-0000-0000-000000000000`.split(/\s+\| /);

    it.each([...NO_COOKIES, ...PLACEHOLDERS])(
      'is not taken from the cookie header %p, and the event is sent',
      async (header) => {
        expect(await aliasesAfter({ Cookie: header })).toEqual([]);
      },
    );

    it.each([
      ...['__cvg_uid=short', '__cvg_uid=undefined', 'my__cvg_uid=other-visitor'],
      ...['__cvg_uid[]=other-visitor', '__cvg_uid=urn%3Aemail%3Ajane'],
    ])('is not taken from the query %p', async (query) => {
      expect(await aliasesAfter({}, `orders?${query}`)).toEqual([]);
    });

    it('is never the one of a link, unless that is asked for', async () => {
      await start({ cookieAlias: true });
      await post({ Cookie: '__cvg_uid=null' }, `orders?__cvg_uid=${VISITOR}`);
      expect((await sent()).aliases).toEqual(aliases);
    });

    it('is only the one of the URL where only that is asked for', async () => {
      await start({ urlAlias: true });
      await post(cookie, 'orders?__cvg_uid=of-the-url');
      expect((await sent()).aliases).toEqual([...aliases, 'urn:cookie:of-the-url']);
    });

    it('is read from the header, whatever a cookie parser has made of it', async () => {
      const parse = (request: object, _: unknown, next: () => void) => {
        Object.assign(request, { cookies: { __cvg_uid: 'parsed-value' } });
        next();
      };
      const prepare = (app: INestApplication) => {
        const server = app.getHttpAdapter().getInstance();
        if (platform === 'fastify') server.addHook('onRequest', parse);
        else app.use(parse);
      };
      await start({ cookieAlias: true }, { prepare });
      await post(cookie);
      expect((await sent()).aliases).toEqual([...aliases, `urn:cookie:${VISITOR}`]);
    });
  });

  it('gives way to what the mappers give, unless that is nothing', async () => {
    await start(ALL);
    const headers = { 'User-Agent': 'Firefox' };
    const mapped = { ...profile_properties, $ip: '198.51.100.1', $user_agent: '' };
    await post(headers, 'orders', { ...orderParts(), profile_properties: mapped });
    expect((await sent()).profile_properties).toEqual({ ...mapped, $user_agent: 'Firefox' });
  });

  it('is asked for by the endpoint, key by key', async () => {
    await start({ ip: true, userAgent: true });
    await post({ ...cookie, 'User-Agent': 'Firefox' }, 'own');
    const event = await sent();
    expect(event.aliases).toHaveLength(aliases.length + 1);
    expect(event.profile_properties).toEqual({ ...profile_properties, $user_agent: 'Firefox' });
  });

  it('is asked for by the endpoint alone', async () => {
    await start(undefined);
    await post(cookie, 'own');
    expect((await sent()).aliases).toHaveLength(aliases.length + 1);
  });

  it('is not added to what ConvergeService tracks', async () => {
    await start(ALL);
    await shop.converge.track(orderEvent());
    expect(await sent()).toEqual(orderEvent());
  });
});

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['a number', 7],
  ['a request without headers', {}],
  ['headers that are null', { headers: null, url: null, ip: null }],
  ['headers of another kind', { headers: new Headers({ cookie: 'a=1' }), ip: { v4: '1.2.3.4' } }],
])('nothing is taken from %s', (_what, request) => {
  const { aliases = [], profile_properties = {} } = (fromRequest(request, ALL)?.event ?? {}) as any;
  expect([aliases, profile_properties]).toEqual([[], {}]);
});
