import { HttpModule } from '@nestjs/axios';
import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DiscoveryModule, ModulesContainer } from '@nestjs/core';
import { createEngine, Engine } from '../engine.js';
import { ConvergeOptionsError } from '../options/converge-options.error.js';
import type { ConvergeModuleOptions } from '../options/converge-options.interface.js';
import { resolveOptions, type ResolvedOptions } from '../options/resolve-options.js';
import { CONVERGE_OPTIONS, RESOLVED_OPTIONS } from './constants.js';
import { ConvergeContext } from './converge-context.js';
import { ConvergeWebhookService } from './converge-webhook.service.js';
import {
  type ASYNC_OPTIONS_TYPE,
  ConfigurableModuleClass,
  type ConvergeModuleExtras,
} from './converge.module-definition.js';
import { ConvergeService } from './converge.service.js';
import { nestLog } from './nest-log.js';
import { TrackedHandlers } from './tracked-handlers.js';
import { TrackingExplorer } from './tracking.explorer.js';

/**
 * Brings Converge into an application: import it once, in the root module.
 *
 * @example
 * ```ts
 * @Module({ imports: [ConvergeModule.forRoot('<webhook token>')] })
 * export class AppModule {}
 * ```
 *
 * @publicApi
 */
@Module({
  // A module of its own, and by a factory, so that each application has its own instance of axios: a
  // shared one would bring the application's interceptors into our requests, and ours into theirs.
  imports: [DiscoveryModule, HttpModule.registerAsync({ useFactory: () => ({}) })],
  providers: [
    {
      provide: RESOLVED_OPTIONS,
      inject: [ModulesContainer, { token: CONVERGE_OPTIONS, optional: true }],
      useFactory: (modules: ModulesContainer, options: ConvergeModuleOptions) => {
        checkImports(modules);
        return resolveOptions(options);
      },
    },
    {
      provide: Engine,
      inject: [RESOLVED_OPTIONS, ConvergeWebhookService],
      useFactory: (options: ResolvedOptions, webhook: ConvergeWebhookService) =>
        createEngine(options, { webhook, log: nestLog() }),
    },
    ConvergeContext,
    ConvergeService,
    ConvergeWebhookService,
    TrackedHandlers,
    TrackingExplorer,
  ],
  exports: [ConvergeContext, ConvergeService, ConvergeWebhookService, TrackedHandlers],
})
export class ConvergeModule
  extends ConfigurableModuleClass
  implements OnApplicationBootstrap, OnApplicationShutdown
{
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(TrackingExplorer) private readonly explorer: TrackingExplorer,
  ) {
    super();
  }

  /**
   * Settings that are known when the module is written.
   *
   * @param token the source's webhook token
   * @throws ConvergeOptionsError at start-up, for settings that cannot work
   */
  static override forRoot(
    token: string,
    options?: Omit<ConvergeModuleOptions, 'token'> & ConvergeModuleExtras,
  ): DynamicModule;
  static override forRoot(options: ConvergeModuleOptions & ConvergeModuleExtras): DynamicModule;
  static override forRoot(
    tokenOrOptions: string | (ConvergeModuleOptions & ConvergeModuleExtras),
    more: Omit<ConvergeModuleOptions, 'token'> & ConvergeModuleExtras = {},
  ): DynamicModule {
    // The module builder would spread a string into its characters, and undefined (an environment
    // variable that is not set) into nothing.
    const isOptions = typeof tokenOrOptions === 'object' && tokenOrOptions !== null;
    return super.forRoot(isOptions ? tokenOrOptions : { ...more, token: tokenOrOptions });
  }

  /**
   * Settings that come from other providers, through one of `useFactory` (with `inject`), `useClass`
   * and `useExisting` (classes with `createConvergeOptions()`).
   *
   * @throws ConvergeOptionsError if none of the three is given
   */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    if (!options?.useFactory && !options?.useClass && !options?.useExisting) {
      throw new ConvergeOptionsError(
        'ConvergeModule.forRootAsync needs one of useFactory, useClass and useExisting.',
      );
    }
    return super.forRootAsync(options);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.explorer.explore();
    this.engine.start();
  }

  /** Runs after the server has closed its connections. */
  async onApplicationShutdown(): Promise<void> {
    await this.engine.stop();
  }
}

/** Nest would let the first of several imports win, without a word. */
function checkImports(modules: ModulesContainer): void {
  const imported = [...modules.values()].filter(({ metatype }) => metatype === ConvergeModule);
  if (imported.some(({ providers }) => !providers.has(CONVERGE_OPTIONS))) {
    throw new ConvergeOptionsError(
      'ConvergeModule is imported without its settings: write ConvergeModule.forRoot(...) or ' +
        'forRootAsync(...) in the root module, and remove other imports of it (it is global; with ' +
        'isGlobal: false, export it from the module that has forRoot and import that one).',
    );
  }
  if (imported.length > 1) {
    throw new ConvergeOptionsError(
      `ConvergeModule.forRoot is called ${imported.length} times in this application: keep one, in the root module.`,
    );
  }
}
