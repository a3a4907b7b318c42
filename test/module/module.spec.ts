import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Inject,
  Injectable,
  Module,
  Post,
  type DynamicModule,
  type Type,
} from '@nestjs/common';
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
import { resolveOptions } from '../../lib/options/resolve-options.js';
import { orderParts, signUpEvent } from '../utils/events.js';
import { PLATFORMS, startApp, type TestApp } from '../utils/test-app.js';
import { useSandbox } from '../utils/use-sandbox.js';

type Options = ConvergeModuleOptions & ConvergeModuleExtras;

/** A module that has the options. */
function settingsModule(useValue: Options): Type {
  @Module({ providers: [{ provide: 'SETTINGS', useValue }], exports: ['SETTINGS'] })
  class SettingsModule {}
  return SettingsModule;
}

/** The ways to give the same options. */
const WAYS: Record<string, (options: Options) => DynamicModule> = {
  'forRoot(options)': (options) => ConvergeModule.forRoot(options),
  'forRoot(token, options)': ({ token, ...rest }) => ConvergeModule.forRoot(token!, rest),
  'forRootAsync with useFactory': ({ isGlobal, ...options }) =>
    ConvergeModule.forRootAsync({
      isGlobal,
      inject: ['SETTINGS'],
      useFactory: async (settings: ConvergeModuleOptions) => settings,
      imports: [settingsModule(options)],
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
    const imports = [SettingsModule];
    return ConvergeModule.forRootAsync({ isGlobal, imports, useExisting: Settings });
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
      token: sandbox.token,
      endpoint: sandbox.endpoint,
      ...more,
    });
    const start = async (more?: Options) => {
      const imports = [WAYS[way]!(options(more))];
      shop = await startApp({ platform, imports, controllers: [OrdersController] });
      return shop;
    };

    it('delivers', async () => {
      const { status, body } = await (await start()).request('POST', '/');
      expect([status, JSON.parse(body)]).toEqual([201, result]);
      const [received] = await sandbox.waitForEvents(1);
      expect(received!.event.properties).toEqual(result.properties);
    });

    it('takes a mapper for the whole application, and the decorator overrides it', async () => {
      await start({ mappers: { properties: ShopMapper } });
      await shop!.request('POST', '/');
      await shop!.request('POST', '/own');
      const sent = (await sandbox.waitForEvents(2)).map(({ event }) => event.properties);
      expect(sent).toContainEqual({ ...result.properties, shop: 'north' });
      expect(sent).toContainEqual(orderParts('own').properties);
    });

    it('can be disabled', async () => {
      await start({ enabled: false });
      await shop!.request('POST', '/');
      await shop!.close();
      expect(sandbox.requests()).toEqual([]);
    });

    it('is not there for other modules with isGlobal: false, and says so', async () => {
      @Module({ controllers: [OrdersController] })
      class OtherModule {}
      const imports = [WAYS[way]!(options({ isGlobal: false })), OtherModule];
      await expect(startApp({ platform, imports })).rejects.toThrow(
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

    it.each<[Options, string]>([
      [{ token: '', endpoint: undefined }, 'The webhook token is missing'],
      [{ endpoint: 'secret' }, 'option "endpoint" is not an http(s) URL'],
    ])('refuses %j at start-up', async (change, message) => {
      const starting = startApp({ platform, imports: [WAYS[way]!(options(change))] });
      await expect(starting).rejects.toThrow(ConvergeOptionsError);
      await expect(starting).rejects.toThrow(message);
    });
  });
});

/** Options that are refused: some give a value that no message may hold. */
const WRONG: [change: object, message: string][] = [
  [{ token: undefined, endpoint: undefined }, 'set the environment variable CONVERGE_TOKEN or the'],
  [{ token: '', endpoint: undefined }, 'The webhook token is missing'],
  [{ token: undefined, endpoint: 'https://app.runconverge.com/api/webhooks/' }, 'token is missing'],
  [{ token: 'secret\n' }, 'option "token" holds white space'],
  [{ endpoint: 'secret' }, 'option "endpoint" is not an http(s) URL'],
  [{ endpoint: 'ftp://secret/' }, 'option "endpoint" is not an http(s) URL'],
  [{ endpoint: 'http://shop.example/hook' }, 'set allowInsecureEndpoint: true'],
  [{ enabled: 'false' }, 'option "enabled" must be true or false (an environment variable is a'],
  [{ enabled: 'false' }, 'compare it with "true"), got the string "false".'],
  [{ timeoutMs: 1 }, 'unknown option "timeoutMs"; known are token, endpoint'],
  [{ delivery: { sockets: 1 } }, 'ConvergeModule option "delivery": unknown option "sockets"'],
  [{ delivery: 'fast' }, 'option "delivery": give an object with concurrency, '],
  [{ delivery: { concurrency: 0 } }, '"delivery.concurrency" must be a whole number ≥ 1, got 0.'],
  [{ delivery: { concurrency: '4' } }, 'must be a whole number ≥ 1, got the string "4".'],
  [{ delivery: { timeoutMs: 2 ** 31 } }, 'whole number ≥ 1 and ≤ 2147483647, got 2147483648.'],
  [{ delivery: { retry: { baseDelayMs: '1' } } }, '"delivery.retry.baseDelayMs"'],
  [{ delivery: { retry: 7 } }, 'an object with baseDelayMs, maxDelayMs, giveUpAfterMs; got 7.'],
  [{ delivery: { tls: { cert: 'relay.pem' } } }, '"delivery.tls" must be what node:tls takes: '],
  [{ delivery: { tls: { pfx: Buffer.from('no') } } }, '.tls" must be what node:tls takes: '],
  [{ outbox: { acknowledge: 'queued' } }, 'option "outbox": unknown option "acknowledge"'],
  [{ outbox: 'data/secret/' }, '"outbox" is a directory: give a file, e.g. ".converge/outbox"'],
  [{ outbox: ' ' }, '"outbox" must be the path of a file, "memory"'],
  [{ hooks: { onSent: () => 1 } }, 'unknown option "onSent"'],
  [{ hooks: { onDropped: 'log' } }, '"hooks.onDropped" must be a function, got the string "log".'],
  [{ mappers: { properties: {} } }, '"mappers.properties" must be a class with a map() method'],
  [{ mappers: { alias: () => [] } }, 'unknown option "alias"; known are properties, '],
  [{ mappers: { profile_properties: () => ({}) } }, 'is called "profileProperties"'],
  [{ mappers: { validation: 'strict' } }, 'option "mappers": unknown option "validation"'],
  [{ validation: 'strickt' }, 'must be "warn" or "strict" or "off", got the string "strickt".'],
  [{ validation: true }, 'option "validation" must be'],
  [{ placeholderAliases: 'secret@example.com' }, 'a list of strings, e.g. ["shop@example.com"]'],
  [{ placeholderAliases: ['a', 7] }, 'option "placeholderAliases" must be a list of strings'],
  [{ requestContext: true }, 'give an object with cookieAlias, urlAlias, ip, userAgent; got true.'],
  [{ requestContext: { cookie: true } }, '"requestContext": unknown option "cookie"; known are'],
  [{ requestContext: { ip: 'secret@example.com' } }, '"true"), got a string of length 18.'],
  [{ consent: 'send' }, 'option "consent" must be a function'],
  [{ consent: null }, 'option "consent" must be a function'],
  [
    { beforeSend: `secret${'x'.repeat(20)}` },
    'a function, or a list of functions, got a string of length 26.',
  ],
  [{ beforeSend: [(event: object) => event, undefined] }, 'a function, or a list of functions'],
  [{ events: ['Booked Fitting'] }, '"events" must be an object with a schema for each event name'],
  [{ events: null }, 'option "events" must be an object with a schema for each event name'],
  [
    { events: { 'Booked Fitting': undefined } },
    `the schema of "Booked Fitting" must be a class with class-validator's decorators, or a schema that follows Standard`,
  ],
  [{ events: { Fitted: { fitting_id: 'string' } } }, 'the schema of "Fitted" must be a class'],
  [{ events: { Fitted: () => true } }, 'the schema of "Fitted" must be a class'],
];
const settings = { token: 'secret', endpoint: 'http://localhost:1/hook' };

it.each(WRONG)('refuses the options %j', (change, message) => {
  const resolve = () => resolveOptions({ ...settings, ...change }, {});
  const code = 'CONVERGE_INVALID_OPTIONS';
  expect(resolve).toThrow(ConvergeOptionsError);
  expect(resolve).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
  expect(resolve).not.toThrow('secret');
});

it.each<Options>([
  { token: undefined },
  { endpoint: 'http://shop.example/hook', allowInsecureEndpoint: true },
  { token: undefined, endpoint: undefined, enabled: false },
  { beforeSend: [], placeholderAliases: [], events: {} },
  // As of an object that is built.
  { validation: undefined, events: undefined, requestContext: undefined, beforeSend: undefined },
  { requestContext: { ip: undefined } },
])('takes the options %j', (change) => {
  expect(() => resolveOptions({ ...settings, ...change }, {})).not.toThrow();
});

describe('ConvergeModule', () => {
  it('is refused when it is only imported bare', async () => {
    await expect(startApp({ imports: [ConvergeModule] })).rejects.toThrow(
      'ConvergeModule is imported without its settings: write ConvergeModule.forRoot(...)',
    );
  });

  it('refuses forRootAsync without a source of options, and a factory that gives none', async () => {
    const none = 'one of useFactory, useClass and useExisting';
    expect(() => ConvergeModule.forRootAsync({})).toThrow(none);
    const imports = [ConvergeModule.forRootAsync({ useFactory: () => undefined as never })];
    await expect(startApp({ imports })).rejects.toThrow('ConvergeModule got no options');
  });

  it('with isGlobal: false serves the modules that import the one which exports it', async () => {
    const { endpoint } = sandbox;
    const imports = [ConvergeModule.forRoot('t', { endpoint, isGlobal: false, enabled: false })];
    @Module({ imports, exports: [ConvergeModule] })
    class TrackingModule {}
    @Module({ imports: [TrackingModule], controllers: [OrdersController] })
    class OrdersModule {}
    shop = await startApp({ imports: [OrdersModule] });
    expect((await shop.request('POST', '/')).status).toBe(201);
  });

  it('lets the webhook service be replaced like any provider', async () => {
    const sent: string[] = [];
    const send = async (body: string) => {
      sent.push(body);
      return { kind: 'delivered', status: 200 };
    };
    shop = await startApp({
      imports: [ConvergeModule.forRoot('token')],
      controllers: [OrdersController],
      override: (builder) => builder.overrideProvider(ConvergeWebhookService).useValue({ send }),
    });
    await shop.request('POST', '/');
    await shop.close();
    expect(sent.map((body) => JSON.parse(body).event_id)).toEqual(['1']);
  });

  it('shows the token nowhere, however the application is printed', async () => {
    const endpoint = 'http://jane:the-password@127.0.0.1:1/';
    const options = { endpoint, outbox: 'memory', shutdownTimeoutMs: 1 };
    for (const way of Object.values(WAYS).slice(0, 2)) {
      shop = await startApp({
        imports: [way({ token: 'the-secret-token', ...options })],
        controllers: [OrdersController],
      });
      await shop.request('POST', '/');
      const { app } = shop;
      expect(inspect(app, { depth: 12 })).not.toMatch(/the-secret-token|the-password/);
      const ours = [...app.get(ModulesContainer).values()]
        .filter(({ metatype }) => metatype === ConvergeModule)
        .flatMap(({ providers }) => [...providers.values()])
        .map(({ instance }) => instance as object);
      const names = ours.map((instance) => instance?.constructor.name);
      expect(names).toEqual(expect.arrayContaining(['ConvergeModule', 'TrackedHandlers']));
      for (const instance of ours.filter((one) => !(one instanceof Map))) {
        const printed = inspect(instance, { depth: 5, showHidden: true, getters: true });
        expect(printed).not.toMatch(/the-secret-token|the-password/);
      }
      await shop.close();
    }
  });

  const startFor = async (shutdownTimeoutMs: number) => {
    const { token, endpoint } = sandbox;
    const imports = [ConvergeModule.forRoot(token, { endpoint, shutdownTimeoutMs })];
    shop = await startApp({ imports, controllers: [OrdersController] });
    return shop;
  };

  it('delivers what is left when the application is closed', async () => {
    const { app, close } = await startFor(60_000);
    const converge = app.get(ConvergeService);
    for (let n = 0; n < 500; n++) await converge.track(signUpEvent(`${n}`));
    await close();
    expect(sandbox.events()).toHaveLength(500);
    const late = converge.track(signUpEvent('late'));
    await expect(late).rejects.toMatchObject({ code: 'CONVERGE_OUTBOX_CLOSED' });
  });

  it('says how many events it could not deliver before the shutdown', async () => {
    sandbox.simulateFault('hang');
    const { request, close, logger } = await startFor(50);
    await request('POST', '/');
    await close();
    expect(logger.said('error')).toEqual([
      expect.stringContaining('1 event was not delivered before the shutdown'),
    ]);
  });
});
