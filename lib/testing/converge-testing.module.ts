import { Module, type DynamicModule } from '@nestjs/common';
import { TEST_KIT } from '../nest/constants.js';
import { ConvergeModule, type ConvergeModuleExtras } from '../nest/converge.module.js';
import type { ConvergeModuleOptions } from '../options/converge-options.interface.js';
import { ConvergeTesting } from './converge-testing.js';

/**
 * Keeps events for assertions, instead of sending them: they are mapped and checked as always, and no
 * file is written. Let it override the application's {@link ConvergeModule}, whose options then hold, or
 * import `forRoot()` beside the controllers under test.
 *
 * @example
 * ```ts
 * const app = await Test.createTestingModule({ imports: [AppModule] })
 *   .overrideModule(ConvergeModule)
 *   .useModule(ConvergeTestingModule)
 *   .compile();
 * const converge = app.get(ConvergeTesting);
 * ```
 */
@Module({
  providers: [ConvergeTesting, { provide: TEST_KIT, useExisting: ConvergeTesting }],
  exports: [ConvergeTesting, TEST_KIT],
})
export class ConvergeTestingModule {
  /**
   * The module itself, for a test that has none.
   *
   * @param options those of {@link ConvergeModule}; no token is needed
   * @throws ConvergeOptionsError at start-up, for invalid settings
   */
  static forRoot(options?: ConvergeModuleOptions & ConvergeModuleExtras): DynamicModule {
    const { imports = [], exports = [], ...definition } = ConvergeModule.forRoot(options);
    return {
      ...definition,
      imports: imports.map((one) => (one === ConvergeModule ? ConvergeTestingModule : one)),
      exports: [...exports, ConvergeTestingModule],
    };
  }
}
