export { ConvergeModule } from './converge.module.js';
export type { ConvergeModuleExtras } from './converge.module-definition.js';
export type {
  ConvergeModuleOptions,
  ConvergeOptionsFactory,
  OutboxOptions,
} from './converge-options.interface.js';
export { ConvergeOptionsError } from './converge-options.error.js';
export { ConvergeService, type ConvergeStats } from './converge.service.js';

export { TrackConverge } from './tracking/track-converge.decorator.js';
export type { TrackOptions } from './tracking/track-options.interface.js';
export type { TrackingContext } from './tracking/tracking-context.interface.js';
export type {
  AliasesMapper,
  Mapper,
  MapperOption,
  ProfilePropertiesMapper,
  PropertiesMapper,
} from './tracking/mapper.interface.js';
export { DefaultAliasesMapper } from './tracking/mappers/default-aliases.mapper.js';
export { DefaultEventIdMapper } from './tracking/mappers/default-event-id.mapper.js';
export { DefaultProfilePropertiesMapper } from './tracking/mappers/default-profile-properties.mapper.js';
export { DefaultPropertiesMapper } from './tracking/mappers/default-properties.mapper.js';

export { checkEvent } from './event/check-event.js';
export { ConvergeEventDto } from './event/converge-event.dto.js';
export type { ConvergeEvent } from './event/converge-event.interface.js';
export { ConvergeValidationError } from './event/converge-validation.error.js';
export type { Violation } from './event/violation.js';

export { OutboxClosedError } from './outbox/outbox-closed.error.js';
export { OutboxFullError, type FullReason } from './outbox/outbox-full.error.js';
export {
  Outbox,
  type DeadLetter,
  type DeadLetterFilter,
  type NewRecord,
  type OutboxConsumer,
  type OutboxCounts,
  type OutboxRecord,
  type Settlement,
} from './outbox/outbox.js';

export { ConvergeWebhookService } from './delivery/converge-webhook.service.js';
export type {
  BreakerOptions,
  DeliveryOptions,
  RetryOptions,
} from './delivery/delivery-options.interface.js';
export type { DeliveryOutcome } from './delivery/delivery-outcome.js';

export type { BreakerState } from './delivery/sender-gate.js';
export type { ConvergeHooks, ToldEvent } from './report/hooks.interface.js';
export type { ReportKind } from './report/report.js';
export type { ReportCounters } from './report/reporter.js';
