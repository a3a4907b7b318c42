import { Inject, Module, Optional, type DynamicModule } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Engine } from '../engine.js';
import { TEST_KIT } from '../nest/constants.js';
import { ConvergeModule, type ConvergeModuleExtras } from '../nest/converge.module.js';
import { TrackingExplorer } from '../nest/tracking.explorer.js';
import type { ConvergeModuleOptions } from '../options/converge-options.interface.js';
import { toOptions } from '../options/resolve-options.js';
import { ConvergeTesting } from './converge-testing.js';

/** Makes the engines of the modules that import it keep their events for the test. */
@Module({
  providers: [ConvergeTesting, { provide: TEST_KIT, useExisting: ConvergeTesting }],
  exports: [ConvergeTesting, TEST_KIT],
})
class TestKitModule {}

/**
 * Keeps events for assertions, instead of sending them: they are mapped and checked as always, and no
 * file is written. Import it beside the controllers under test, or let it override the application's
 * {@link ConvergeModule}, whose options then hold.
 *
 * @example
 * ```ts
 * const app = await Test.createTestingModule({ imports: [AppModule] })
 *   .overrideModule(ConvergeModule)
 *   .useModule(ConvergeTestingModule.forRoot())
 *   .compile();
 * const converge = app.get(ConvergeTesting);
 * ```
 */
@Module({})
export class ConvergeTestingModule extends ConvergeModule {
  /** Whether it takes the place of a bare ConvergeModule, beside the configured one. */
  readonly #isOverride: boolean;

  constructor(
    @Optional() @Inject(ModulesContainer) modules?: ModulesContainer,
    @Optional() @Inject(Engine) engine?: Engine,
    @Optional() @Inject(TrackingExplorer) explorer?: TrackingExplorer,
  ) {
    super(modules, engine, explorer);
    this.#isOverride = [...modules!.values()].some(({ metatype }) => metatype === ConvergeModule);
  }

  /**
   * @param options those of {@link ConvergeModule}, where the test has no such module
   * @throws ConvergeOptionsError at start-up, for invalid settings
   */
  static override forRoot(
    options?: string | (ConvergeModuleOptions & ConvergeModuleExtras),
    more?: Omit<ConvergeModuleOptions, 'token'> & ConvergeModuleExtras,
  ): DynamicModule {
    return withTestKit(super.forRoot(toOptions('ConvergeTestingModule.forRoot', options, more)));
  }

  static override forRootAsync(
    options: Parameters<typeof ConvergeModule.forRootAsync>[0],
  ): DynamicModule {
    return withTestKit(super.forRootAsync(options));
  }

  override async onApplicationBootstrap(): Promise<void> {
    if (!this.#isOverride) await super.onApplicationBootstrap();
  }
}

function withTestKit({ imports = [], exports = [], ...definition }: DynamicModule): DynamicModule {
  return {
    ...definition,
    imports: [...imports.filter((one) => one !== ConvergeModule), TestKitModule],
    exports: [...exports, TestKitModule],
  };
}
