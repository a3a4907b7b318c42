import { HttpModule } from '@nestjs/axios';
import {
  ConfigurableModuleBuilder,
  Inject,
  Module,
  Optional,
  type DynamicModule,
  type FactoryProvider,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { APP_INTERCEPTOR, ModulesContainer } from '@nestjs/core';
import type { Webhook } from '../delivery/webhook.js';
import { createEngine, type Engine } from '../engine.js';
import { ConvergeOptionsError } from '../options/check-values.js';
import type { ConvergeModuleOptions } from '../options/converge-options.interface.js';
import { resolveOptions, type ResolvedOptions, toOptions } from '../options/resolve-options.js';
import {
  BULL_CONFIG,
  CONVERGE_OPTIONS,
  ENGINE,
  RESOLVED_OPTIONS,
  TEST_KIT,
  TRACKED_HANDLERS,
} from './constants.js';
import { ConvergeWebhookService } from './converge-webhook.service.js';
import { ConvergeContext, ConvergeService } from './converge.service.js';
import { nestLog } from './nest-log.js';
import { createCallInterceptor, TrackedHandlers } from './tracked-handlers.js';

/** The settings of the Nest module, besides the library's options. */
export interface ConvergeModuleExtras {
  /** Whether all other modules can use it without importing it. @default true */
  isGlobal?: boolean;
}

type ModuleOptions = ConvergeModuleOptions & ConvergeModuleExtras;

const { ConfigurableModuleClass, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<ConvergeModuleOptions>({ optionsInjectionToken: CONVERGE_OPTIONS })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createConvergeOptions')
    .setExtras<ConvergeModuleExtras>({ isGlobal: true }, (definition, { isGlobal }) => ({
      ...definition,
      global: isGlobal,
    }))
    .build();

/** What the application may inject. */
const SERVICES = [ConvergeContext, ConvergeService, ConvergeWebhookService];

export type TestKit = { createEngine(options: ResolvedOptions): Engine };

/**
 * Connects an application to Converge. Import it once, in the root module.
 *
 * @example
 * ```ts
 * // The token is in CONVERGE_TOKEN.
 * @Module({ imports: [ConvergeModule.forRoot()] })
 * export class AppModule {}
 * ```
 */
@Module({})
export class ConvergeModule
  extends ConfigurableModuleClass
  implements OnApplicationBootstrap, OnApplicationShutdown
{
  readonly #engine: Engine | undefined;
  readonly #handlers: TrackedHandlers | undefined;

  /** Engine and handlers are missing in the bare class, which forRoot imports for tests to override. */
  constructor(
    @Inject(ModulesContainer) modules: ModulesContainer,
    @Optional() @Inject(ENGINE) engine?: () => Engine,
    @Optional() @Inject(TRACKED_HANDLERS) handlers?: TrackedHandlers,
  ) {
    super();
    checkImports(modules);
    this.#engine = engine?.();
    this.#handlers = handlers;
  }

  /**
   * Configures the module with fixed settings. Where these say nothing, the variables CONVERGE_TOKEN,
   * CONVERGE_ENDPOINT and CONVERGE_OUTBOX_PATH of the environment apply.
   *
   * @param token the source's webhook token
   * @throws ConvergeOptionsError at start-up, for invalid settings
   */
  static override forRoot(
    token: string | undefined,
    options?: Omit<ModuleOptions, 'token'>,
  ): DynamicModule;
  static override forRoot(options?: ModuleOptions): DynamicModule;
  static override forRoot(
    tokenOrOptions?: string | ModuleOptions,
    more?: Omit<ModuleOptions, 'token'>,
  ): DynamicModule {
    return withParts(super.forRoot(toOptions('ConvergeModule.forRoot', tokenOrOptions, more)));
  }

  /**
   * Configures the module with settings from other providers: `useFactory` (with `inject`), `useClass`
   * or `useExisting` (classes with `createConvergeOptions()`).
   *
   * @throws ConvergeOptionsError if none of the three is given
   */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    if (!options?.useFactory && !options?.useClass && !options?.useExisting) {
      throw new ConvergeOptionsError(
        'ConvergeModule.forRootAsync needs one of useFactory, useClass and useExisting.',
      );
    }
    return withParts(super.forRootAsync(options));
  }

  async onApplicationBootstrap(): Promise<void> {
    // The bare class sees the handlers of the configured one.
    if (this.#engine === undefined) return;
    await this.#handlers?.explore();
    this.#engine.start();
  }

  /** Nest calls it after the server has closed its connections. */
  async onApplicationShutdown(): Promise<void> {
    await this.#engine?.stop();
  }
}

/** What the module consists of, besides the options. */
function withParts({ imports = [], providers = [], ...definition }: DynamicModule): DynamicModule {
  const testKit = { token: TEST_KIT, optional: true };
  const bullConfig = { token: BULL_CONFIG, optional: true };
  return {
    ...definition,
    imports: [
      ...imports,
      // registerAsync gives each application a new instance of axios: with a shared one, the interceptors
      // of the application would apply to our requests, and our settings to theirs.
      HttpModule.registerAsync({ useFactory: () => ({}) }),
      // Nest's overrideModule finds a class, and never what forRoot returns.
      ConvergeModule,
    ],
    providers: [
      ...providers.map(hideOptions),
      {
        provide: RESOLVED_OPTIONS,
        inject: [CONVERGE_OPTIONS, testKit],
        useFactory: hidden((given: () => ConvergeModuleOptions, kit?: TestKit) =>
          // A test needs no token, and means the same with any environment.
          kit
            ? resolveOptions({ ...given(), token: 'testing' }, { NODE_ENV: 'test' })
            : resolveOptions(given()),
        ),
      },
      {
        provide: ENGINE,
        inject: [RESOLVED_OPTIONS, ConvergeWebhookService, testKit, bullConfig],
        useFactory: hidden(
          (options: () => ResolvedOptions, webhook: Webhook, kit?: TestKit, bull?: unknown) =>
            kit?.createEngine(options()) ??
            createEngine(options(), { webhook, log: nestLog(), bullConfig: bull }),
        ),
      },
      { provide: APP_INTERCEPTOR, inject: [ENGINE], useFactory: createCallInterceptor },
      ...SERVICES,
      { provide: TRACKED_HANDLERS, useClass: TrackedHandlers },
    ],
    exports: [...SERVICES, TRACKED_HANDLERS],
  };
}

/** Lets the container have a function that returns the options. */
function hideOptions(provider: Provider): Provider {
  if (!('provide' in provider) || provider.provide !== CONVERGE_OPTIONS) return provider;
  if ('useValue' in provider) return { ...provider, useValue: () => provider.useValue };
  return { ...provider, useFactory: hidden((provider as FactoryProvider).useFactory) };
}

/** Lets the container have a function that returns what a factory makes. */
function hidden<Given extends unknown[]>(make: (...given: Given) => unknown) {
  return async (...given: Given) => {
    const made = await make(...given);
    return () => made;
  };
}

/** Refuses several imports: Nest would silently use the first. */
function checkImports(modules: ModulesContainer): void {
  const configured = [...modules.values()].filter(
    ({ metatype, providers }) =>
      metatype.name === ConvergeModule.name && providers.has(CONVERGE_OPTIONS),
  );
  if (configured.length === 1) return;
  throw new ConvergeOptionsError(
    configured.length === 0
      ? 'ConvergeModule is imported without its settings: write ConvergeModule.forRoot(...) or ' +
          'forRootAsync(...) in the root module.'
      : `ConvergeModule.forRoot is called ${configured.length} times in this application: keep one, in the root module.`,
  );
}
