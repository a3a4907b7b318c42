import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Inject, Injectable, Module, Post, type DynamicModule } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import {
  ConvergeModule,
  ConvergeOptionsError,
  ConvergeService,
  ConvergeWebhookService,
  TrackConverge,
  type ConvergeModuleExtras,
  type ConvergeModuleOptions,
  type ConvergeOptionsFactory,
  type PropertiesMapper,
} from '../../lib/index.js';
import { orderParts, signUpEvent } from '../utils/events.js';
import { PLATFORMS, startApp, type TestApp } from '../utils/test-app.js';
import { useSandbox } from '../utils/use-sandbox.js';

type Options = ConvergeModuleOptions & ConvergeModuleExtras;

/** The ways to give the same options. */
const WAYS: Record<string, (options: Options) => DynamicModule> = {
  'forRoot(options)': (options) => ConvergeModule.forRoot(options),
  'forRoot(token, options)': ({ token, ...rest }) => ConvergeModule.forRoot(token!, rest),
  'forRootAsync with useFactory': ({ isGlobal, ...options }) =>
    ConvergeModule.forRootAsync({
      isGlobal,
      inject: ['SETTINGS'],
      useFactory: async (settings: ConvergeModuleOptions) => settings,
      extraProviders: [{ provide: 'SETTINGS', useValue: options }],
    }),
  'forRootAsync with useClass': ({ isGlobal, ...options }) => {
    class Settings implements ConvergeOptionsFactory {
      createConvergeOptions() {
        return options;
      }
    }
    return ConvergeModule.forRootAsync({ isGlobal, useClass: Settings });
  },
  'forRootAsync with useExisting': ({ isGlobal, ...options }) => {
    @Injectable()
    class Settings implements ConvergeOptionsFactory {
      async createConvergeOptions() {
        return options;
      }
    }
    @Module({ providers: [Settings], exports: [Settings] })
    class SettingsModule {}
    return ConvergeModule.forRootAsync({
      isGlobal,
      imports: [SettingsModule],
      useExisting: Settings,
    });
  },
};

class ShopMapper implements PropertiesMapper {
  map(result: { properties: object }) {
    return { ...result.properties, shop: 'north' };
  }
}

const result = orderParts('1');

@Controller()
class OrdersController {
  constructor(@Inject(ConvergeService) readonly converge: ConvergeService) {}

  @Post()
  @TrackConverge('Placed Order')
  create() {
    return result;
  }

  @Post('own')
  @TrackConverge('Placed Order', { properties: () => orderParts('own').properties })
  own() {
    return result;
  }
}

let shop: TestApp | undefined;

afterEach(async () => {
  await shop?.close();
  shop = undefined;
});
// After the hook above, so that it closes after the shop.
const sandbox = useSandbox();

describe.each(PLATFORMS)('on %s', (platform) => {
  describe.each(Object.keys(WAYS))('%s', (way) => {
    const options = (more: Options = {}): Options => ({
      token: sandbox.current.token,
      endpoint: sandbox.current.endpoint,
      ...more,
    });
    const start = async (more?: Options) => {
      shop = await startApp({
        platform,
        imports: [WAYS[way]!(options(more))],
        controllers: [OrdersController],
      });
      return shop;
    };

    it('delivers', async () => {
      const { status, body } = await (await start()).request('POST', '/');
      expect([status, JSON.parse(body)]).toEqual([201, result]);
      expect((await sandbox.current.waitForEvents(1))[0]!.event.properties).toEqual(
        result.properties,
      );
    });

    it('takes a mapper for the whole application, and the decorator overrides it', async () => {
      await start({ mappers: { properties: ShopMapper } });
      await shop!.request('POST', '/');
      await shop!.request('POST', '/own');
      const sent = (await sandbox.current.waitForEvents(2)).map(({ event }) => event.properties);
      expect(sent).toContainEqual({ ...result.properties, shop: 'north' });
      expect(sent).toContainEqual(orderParts('own').properties);
    });

    it('can be disabled', async () => {
      await start({ enabled: false });
      await shop!.request('POST', '/');
      await shop!.close();
      expect(sandbox.current.requests()).toEqual([]);
    });

    it('is not there for other modules with isGlobal: false, and says so', async () => {
      @Controller()
      class OtherController {
        @Post()
        @TrackConverge('Placed Order')
        create() {
          return result;
        }
      }
      @Module({ controllers: [OtherController] })
      class OtherModule {}
      const start = (imports: unknown[]) =>
        startApp({ platform, imports: [...(imports as DynamicModule[]), OtherModule] });
      await expect(start([WAYS[way]!(options({ isGlobal: false }))])).rejects.toThrow(
        '@TrackConverge is used, but ConvergeModule is missing',
      );
    });

    it('is refused a second time', async () => {
      const imports = [WAYS[way]!(options()), WAYS[way]!(options({ enabled: false }))];
      await expect(startApp({ platform, imports })).rejects.toThrow(
        'ConvergeModule.forRoot is called 2 times in this application: keep one, in the root module.',
      );
    });

    it('may be imported bare elsewhere', async () => {
      const imports = [WAYS[way]!(options()), ConvergeModule];
      shop = await startApp({ platform, imports });
      expect(shop.app.get(ConvergeService)).toBeInstanceOf(ConvergeService);
    });

    it.each<[string, Options, string]>([
      [
        'no token',
        { token: undefined, endpoint: undefined },
        'set the environment variable CONVERGE_TOKEN or the option "token" to the one',
      ],
      ['an empty token', { token: '', endpoint: undefined }, 'The webhook token is missing'],
      ['a token with a line break', { token: 'secret\n' }, 'option "token" holds white space'],
      [
        'an endpoint that is no URL',
        { endpoint: 'secret' },
        'option "endpoint" is not an http(s) URL',
      ],
      [
        'an endpoint of another kind',
        { endpoint: 'ftp://secret/' },
        'option "endpoint" is not an http(s) URL',
      ],
      ['plain http', { endpoint: 'http://shop.example/hook' }, 'set allowInsecureEndpoint: true'],
      [
        'enabled as a string',
        { enabled: 'false' as never },
        'option "enabled" must be true or false, got the string "false"',
      ],
      [
        'an unknown option',
        { timeoutMs: 1 } as never,
        'unknown option "timeoutMs"; known are token, endpoint',
      ],
      [
        'an unknown number',
        { delivery: { sockets: 1 } } as never,
        'ConvergeModule option "delivery": unknown option "sockets"',
      ],
      [
        'no concurrency',
        { delivery: { concurrency: 0 } },
        '"delivery.concurrency" must be a whole number ≥ 1, got 0.',
      ],
      [
        'a backoff that is no number',
        { delivery: { retry: { baseDelayMs: '1' as never } } },
        '"delivery.retry.baseDelayMs"',
      ],
      [
        'an unknown option of the outbox',
        { outbox: { acknowledge: 'queued' } as never },
        'ConvergeModule option "outbox": unknown option "acknowledge"',
      ],
      [
        'a directory as outbox',
        { outbox: 'data/secret/' },
        'option "outbox" is a directory: give a file, e.g. ".converge/outbox"',
      ],
      ['an empty path', { outbox: ' ' }, '"outbox" must be the path of a file, "memory"'],
      [
        'a number as text',
        { delivery: { concurrency: '4' as never } },
        '"delivery.concurrency" must be a whole number ≥ 1, got the string "4".',
      ],
      [
        'a time that is too long for a timer',
        { delivery: { timeoutMs: 2 ** 31 } },
        'must be a whole number ≥ 1 and ≤ 2147483647, got 2147483648.',
      ],
      [
        'delivery that is wrong',
        { delivery: 'fast' as never },
        'option "delivery": give an object with concurrency, ',
      ],
      [
        'retry that is null',
        { delivery: { retry: 7 as never } },
        '"delivery.retry": give an object with baseDelayMs, maxDelayMs, giveUpAfterMs; got 7.',
      ],
      ['an unknown hook', { hooks: { onSent: () => 1 } as never }, 'unknown option "onSent"'],
      [
        'a hook that is no function',
        { hooks: { onDropped: 'log' as never } },
        '"hooks.onDropped" must be a function, got the string "log".',
      ],
      [
        "Converge's own endpoint with a slash and no token",
        { token: undefined, endpoint: 'https://app.runconverge.com/api/webhooks/' },
        'The webhook token is missing',
      ],
      [
        'a mapper that is no mapper',
        { mappers: { properties: {} as never } },
        '"mappers.properties" must be a class with a map() method',
      ],
      [
        'an unknown mapper',
        { mappers: { alias: () => [] } as never },
        'ConvergeModule option "mappers": unknown option "alias"; known are properties, ',
      ],
      [
        'a mapper under its name in the webhook',
        { mappers: { profile_properties: () => ({}) } as never },
        'option "mappers": the option "profile_properties" is called "profileProperties" here',
      ],
      [
        'an option of the decorator among the mappers',
        { mappers: { validation: 'strict' } as never },
        'ConvergeModule option "mappers": unknown option "validation"',
      ],
      [
        'an unknown validation',
        { validation: 'strickt' as never },
        'option "validation" must be "warn" or "strict" or "off", got the string "strickt".',
      ],
      ['validation as a boolean', { validation: true as never }, 'option "validation" must be'],
      [
        'mirrorContactFields as a string',
        { mirrorContactFields: 'true' as never },
        'option "mirrorContactFields" must be true or false, got the string "true" (an environment variable is a string',
      ],
      [
        'one placeholder that is no list',
        { placeholderAliases: 'secret@example.com' as never },
        'option "placeholderAliases" must be a list of strings, e.g. ["shop@example.com"]',
      ],
      [
        'placeholders that are no strings',
        { placeholderAliases: ['a', 7 as never] },
        'option "placeholderAliases" must be a list of strings',
      ],
      [
        'a request context that is no object',
        { requestContext: true as never },
        'option "requestContext": give an object with cookieAlias, urlAlias, ip, userAgent; got true.',
      ],
      [
        'an unknown part of the request',
        { requestContext: { cookie: true } as never },
        'option "requestContext": unknown option "cookie"; known are cookieAlias, urlAlias, ip, userAgent.',
      ],
      [
        'a part of the request as a string',
        { requestContext: { ip: 'secret@example.com' as never } },
        '"requestContext.ip" must be true or false, got a string',
      ],
      [
        'a consent that is no function',
        { consent: 'send' as never },
        'option "consent" must be a function',
      ],
      ['consent that is null', { consent: null as never }, 'option "consent" must be a function'],
      [
        'a beforeSend that is no function',
        { beforeSend: `secret${'x'.repeat(20)}` as never },
        'option "beforeSend" must be a function, or a list of functions, got a string.',
      ],
      [
        'a list of beforeSend with something else in it',
        { beforeSend: [(event: object) => event, undefined as never] },
        'option "beforeSend" must be a function, or a list of functions',
      ],
      [
        'events that are a list of names',
        { events: ['Booked Fitting'] as never },
        'option "events" must be an object with a schema for each event name',
      ],
      [
        'events that are null',
        { events: null as never },
        'option "events" must be an object with a schema for each event name',
      ],
      [
        'an event without a schema',
        { events: { 'Booked Fitting': undefined as never } },
        `option "events": the schema of "Booked Fitting" must be a class with class-validator's decorators, ` +
          'or a schema that follows Standard Schema (zod, valibot ...)',
      ],
      [
        'a plain object as a schema',
        { events: { 'Booked Fitting': { fitting_id: 'string' } as never } },
        'option "events": the schema of "Booked Fitting" must be a class',
      ],
      [
        'a function as a schema',
        { events: { 'Booked Fitting': (() => true) as never } },
        'option "events": the schema of "Booked Fitting" must be a class',
      ],
    ])('refuses %s at start-up', async (_what, change, message) => {
      const starting = startApp({ platform, imports: [WAYS[way]!(options(change))] });
      const error = await starting.then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      expect(error).toBeInstanceOf(ConvergeOptionsError);
      expect(error).toMatchObject({ code: 'CONVERGE_INVALID_OPTIONS' });
      expect(error!.message).toContain(message);
      expect(error!.message).not.toContain('secret');
    });

    it.each<[string, Options]>([
      ['no token for an own endpoint', { token: undefined }],
      [
        'plain http if it is allowed',
        { endpoint: 'http://shop.example/hook', allowInsecureEndpoint: true },
      ],
      ['plain http to this machine', { endpoint: 'http://localhost:1/hook' }],
      ['no token when disabled', { token: undefined, endpoint: undefined, enabled: false }],
      [
        'no function and no placeholders at all',
        { beforeSend: [], placeholderAliases: [], events: {} },
      ],
      [
        'options that are undefined, as of an object that is built',
        {
          validation: undefined,
          events: undefined,
          mirrorContactFields: undefined,
          placeholderAliases: undefined,
          requestContext: undefined,
          consent: undefined,
          beforeSend: undefined,
        },
      ],
      ['parts of the request that are undefined', { requestContext: { ip: undefined } }],
    ])('takes %s', async (_what, change) => {
      await expect(start(change)).resolves.toBeDefined();
    });
  });
});

describe('ConvergeModule', () => {
  it('takes the token alone', async () => {
    shop = await startApp({ imports: [ConvergeModule.forRoot('token')] });
    expect(shop.app.get(ConvergeService)).toBeInstanceOf(ConvergeService);
  });

  it('is refused when it is only imported bare', async () => {
    await expect(startApp({ imports: [ConvergeModule] })).rejects.toThrow(
      'ConvergeModule is imported without its settings: write ConvergeModule.forRoot(...)',
    );
  });

  it('refuses forRoot(undefined), as of an environment variable that is not set', async () => {
    const imports = [ConvergeModule.forRoot(undefined as never, { isGlobal: true })];
    await expect(startApp({ imports })).rejects.toThrow('The webhook token is missing');
  });

  it('refuses forRootAsync without a source of options, and a factory that gives none', async () => {
    expect(() => ConvergeModule.forRootAsync({})).toThrow(
      'one of useFactory, useClass and useExisting',
    );
    const imports = [ConvergeModule.forRootAsync({ useFactory: () => undefined as never })];
    await expect(startApp({ imports })).rejects.toThrow('ConvergeModule got no options');
  });

  it('with isGlobal: false serves the modules that import the one which exports it', async () => {
    @Module({
      imports: [
        ConvergeModule.forRoot('t', {
          endpoint: sandbox.current.endpoint,
          isGlobal: false,
          enabled: false,
        }),
      ],
      exports: [ConvergeModule],
    })
    class TrackingModule {}
    @Module({ imports: [TrackingModule], controllers: [OrdersController] })
    class OrdersModule {}
    shop = await startApp({ imports: [OrdersModule] });
    expect((await shop.request('POST', '/')).status).toBe(201);
  });

  it('lets the webhook service be replaced like any provider', async () => {
    const sent: string[] = [];
    shop = await startApp({
      imports: [ConvergeModule.forRoot('token')],
      controllers: [OrdersController],
      override: (builder) =>
        builder.overrideProvider(ConvergeWebhookService).useValue({
          send: async (body: string) => {
            sent.push(body);
            return { kind: 'delivered', status: 200 };
          },
        }),
    });
    await shop.request('POST', '/');
    await shop.close();
    expect(sent.map((body) => JSON.parse(body).event_id)).toEqual(['1']);
  });

  it('shows the token in none of its services, however they are printed', async () => {
    const endpoint = 'http://jane:the-password@127.0.0.1:1/';
    shop = await startApp({
      imports: [
        ConvergeModule.forRoot('the-secret-token', {
          ...{ endpoint, outbox: 'memory', shutdownTimeoutMs: 1 },
        }),
      ],
      controllers: [OrdersController],
    });
    const { app } = shop;
    await shop.request('POST', '/');
    const ours = [...app.get(ModulesContainer).values()]
      .filter(({ metatype }) => metatype === ConvergeModule)
      .flatMap(({ providers }) => [...providers.values()])
      .map(({ instance }) => instance as object)
      .filter((instance) => /^(Converge|Track)/.test(instance?.constructor.name ?? ''));
    expect(ours.map(({ constructor }) => constructor.name).sort()).toEqual([
      'ConvergeContext',
      'ConvergeModule',
      // The bare class, which tests may override.
      'ConvergeModule',
      'ConvergeService',
      'ConvergeWebhookService',
      // Under its class, and under the token that all copies of the library know.
      'TrackedHandlers',
      'TrackedHandlers',
      'TrackingExplorer',
    ]);
    for (const service of ours) {
      const options = { depth: Infinity, showHidden: true, getters: true };
      const printed = inspect(service, options) + JSON.stringify(service);
      // From a module, all of Nest's container could be reached; Node shortens what gets so long.
      expect(printed).not.toMatch(/secret|password|ModuleRef/);
    }
  });

  it('delivers what is left when the application is closed', async () => {
    shop = await startApp({
      imports: [
        ConvergeModule.forRoot(sandbox.current.token, {
          endpoint: sandbox.current.endpoint,
          shutdownTimeoutMs: 60_000,
        }),
      ],
      controllers: [OrdersController],
    });
    const converge = shop.app.get(ConvergeService);
    for (let n = 0; n < 500; n++) {
      await converge.track(signUpEvent(`${n}`));
    }
    await shop.close();
    expect(sandbox.current.events()).toHaveLength(500);
    await expect(converge.track(signUpEvent('late'))).rejects.toMatchObject({
      code: 'CONVERGE_OUTBOX_CLOSED',
    });
  });

  it('says how many events it could not deliver before the shutdown', async () => {
    sandbox.current.simulateFault('hang');
    shop = await startApp({
      imports: [
        ConvergeModule.forRoot(sandbox.current.token, {
          endpoint: sandbox.current.endpoint,
          shutdownTimeoutMs: 50,
        }),
      ],
      controllers: [OrdersController],
    });
    await shop.request('POST', '/');
    await shop.close();
    expect(shop.logger.said('error')).toEqual([
      expect.stringContaining('1 event was not delivered before the shutdown'),
    ]);
  });
});
