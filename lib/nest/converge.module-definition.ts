import { ConfigurableModuleBuilder, type Provider } from '@nestjs/common';
import type { ConvergeModuleOptions } from '../options/converge-options.interface.js';
import { CONVERGE_OPTIONS } from './constants.js';

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

export const { ConfigurableModuleClass, ASYNC_OPTIONS_TYPE } =
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
