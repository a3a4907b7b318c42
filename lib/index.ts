export { ConvergeModule, type ConvergeModuleExtras } from './nest/converge.module.js';
export { ConvergeContext, ConvergeService } from './nest/converge.service.js';
export { ConvergeWebhookService } from './nest/converge-webhook.service.js';
export { TrackConverge } from './nest/track-converge.decorator.js';
export type {
  ConvergeModuleOptions,
  ConvergeOptionsFactory,
} from './options/converge-options.interface.js';
export * from './exports.js';
