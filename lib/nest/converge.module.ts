import { HttpModule } from '@nestjs/axios';
import {
  ConfigurableModuleBuilder,
  Inject,
  Module,
  Optional,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { APP_INTERCEPTOR, ModulesContainer } from '@nestjs/core';
import { createEngine, Engine } from '../engine.js';
import { ConvergeOptionsError } from '../options/check-values.js';
import type { ConvergeModuleOptions } from '../options/converge-options.interface.js';
import { resolveOptions, type ResolvedOptions, toOptions } from '../options/resolve-options.js';
import {
  BULL_CONFIG,
  CONVERGE_OPTIONS,
  RESOLVED_OPTIONS,
  TEST_KIT,
  TRACKED_HANDLERS,
  type TestKit,
} from './constants.js';
import { createCallInterceptor } from './converge.interceptor.js';
import { ConvergeContext } from './converge-context.js';
import { ConvergeWebhookService } from './converge-webhook.service.js';
import { ConvergeService } from './converge.service.js';
import { nestLog } from './nest-log.js';
import { TrackedHandlers } from './tracked-handlers.js';
import { TrackingExplorer } from './tracking.explorer.js';

/**
 * The settings of the Nest module, besides the library's options.
 */
export interface ConvergeModuleExtras {
  /**
   * Whether all other modules can use it without importing it.
   *
   * @default true
   */
  isGlobal?: boolean;
  /** More providers for the module, e.g. those that the factory of `forRootAsync` injects. */
  extraProviders?: Provider[];
}

type ModuleOptions = ConvergeModuleOptions & ConvergeModuleExtras;

const { ConfigurableModuleClass, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<ConvergeModuleOptions>({ optionsInjectionToken: CONVERGE_OPTIONS })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createConvergeOptions')
    .setExtras<ConvergeModuleExtras>(
      { isGlobal: true, extraProviders: [] },
      (definition, { isGlobal, extraProviders }) => ({
        ...definition,
        global: isGlobal,
        providers: [...(definition.providers ?? []), ...(extraProviders ?? [])],
      }),
    )
    .build();

/** What the application may inject; the interceptor of its handlers needs the last one. */
const SERVICES = [ConvergeContext, ConvergeService, ConvergeWebhookService, TrackedHandlers];

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
  readonly #explorer: TrackingExplorer | undefined;

  /** The parts are missing in the bare class, which forRoot imports for tests to override. */
  constructor(
    @Optional() @Inject(ModulesContainer) modules?: ModulesContainer,
    @Optional() @Inject(Engine) engine?: Engine,
    @Optional() @Inject(TrackingExplorer) explorer?: TrackingExplorer,
  ) {
    super();
    if (modules === undefined) throw new ConvergeOptionsError(TWO_NESTS);
    if (new.target === ConvergeModule) checkImports(modules);
    this.#engine = engine;
    this.#explorer = explorer;
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
    await this.#explorer?.explore();
    this.#engine?.start();
  }

  /** Nest calls it after the server has closed its connections. */
  async onApplicationShutdown(): Promise<void> {
    await this.#engine?.stop();
  }
}

/** A test needs no token, and means the same with any environment. */
const TEST_TOKEN = 'testing';
const TEST_ENVIRONMENT = { NODE_ENV: 'test' };

/** What the module consists of, besides the options. */
function withParts({ imports = [], providers = [], ...definition }: DynamicModule): DynamicModule {
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
      ...providers,
      {
        provide: RESOLVED_OPTIONS,
        inject: [
          { token: CONVERGE_OPTIONS, optional: true },
          { token: TEST_KIT, optional: true },
        ],
        useFactory: (options: ConvergeModuleOptions, kit?: TestKit) =>
          kit === undefined
            ? resolveOptions(options)
            : resolveOptions({ ...options, token: TEST_TOKEN }, TEST_ENVIRONMENT),
      },
      {
        provide: Engine,
        inject: [
          RESOLVED_OPTIONS,
          ConvergeWebhookService,
          { token: TEST_KIT, optional: true },
          { token: BULL_CONFIG, optional: true },
        ],
        useFactory: (
          options: ResolvedOptions,
          webhook: ConvergeWebhookService,
          kit?: TestKit,
          queues?: unknown,
        ) =>
          kit?.createEngine(options) ?? createEngine(options, { webhook, log: nestLog(), queues }),
      },
      {
        provide: APP_INTERCEPTOR,
        inject: [Engine, { token: ModulesContainer, optional: true }],
        useFactory: createCallInterceptor,
      },
      ...SERVICES,
      { provide: TRACKED_HANDLERS, useExisting: TrackedHandlers },
      TrackingExplorer,
    ],
    exports: [...SERVICES, TRACKED_HANDLERS],
  };
}

/** ModulesContainer is known by its class, so that the Nest of another folder does not have it. */
const TWO_NESTS =
  'there are two copies of @nestjs/core: the application runs one, and nestjs-converge uses the other. Keep one: run ' +
  '"npm ls @nestjs/core", give both the same version, and run "npm dedupe"; a package that is linked uses the ' +
  'packages of its own folder.';

/** Refuses several imports, of which Nest would silently use the first. */
function checkImports(modules: ModulesContainer): void {
  const configured = [...modules.values()].filter(
    ({ metatype, providers }) =>
      metatype.name === ConvergeModule.name && providers.has(CONVERGE_OPTIONS),
  );
  if (configured.length === 0) {
    throw new ConvergeOptionsError(
      'ConvergeModule is imported without its settings: write ConvergeModule.forRoot(...) or ' +
        'forRootAsync(...) in the root module.',
    );
  }
  if (configured.length > 1) {
    throw new ConvergeOptionsError(
      `ConvergeModule.forRoot is called ${configured.length} times in this application: keep one, in the root module.`,
    );
  }
}
