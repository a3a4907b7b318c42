import { ConfigurableModuleBuilder, type Provider } from '@nestjs/common';
import { CONVERGE_OPTIONS } from './converge.constants.js';
import type { ConvergeModuleOptions } from './options/converge-options.interface.js';

/**
 * What is said of the module itself, beside its options.
 *
 * @publicApi
 */
export interface ConvergeModuleExtras {
  /**
   * Whether the module is there for all others without being imported.
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
