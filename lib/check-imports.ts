import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { CONVERGE_OPTIONS } from './converge.constants.js';
import { ConvergeOptionsError } from './options/converge-options.error.js';

/**
 * Refuses a bare import of the module, and a second `forRoot`: Nest would let the first one win, and
 * say nothing.
 *
 * @throws ConvergeOptionsError
 */
export function checkImports(modules: ModulesContainer, type: Type): void {
  const imported = [...modules.values()].filter(({ metatype }) => metatype === type);
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
