import { ConfigurableModuleBuilder, type Provider } from '@nestjs/common';
import type { ConvergeModuleOptions } from '../options/converge-options.interface.js';
import { CONVERGE_OPTIONS } from './constants.js';

/**
 * Settings of the Nest module itself, besides its options.
 *
 * @publicApi
 */
export interface ConvergeModuleExtras {
  /**
   * Whether all other modules can use it without importing it.
   *
   * @default true
   */
  isGlobal?: boolean;
  /** More providers for the module, e.g. what the factory of `forRootAsync` needs. */
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
