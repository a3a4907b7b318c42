export { ConvergeModule } from './converge.module.js';
export type { ConvergeModuleExtras } from './converge.module-definition.js';
export type {
  ConvergeModuleOptions,
  ConvergeOptionsFactory,
  OutboxOptions,
} from './options/converge-options.interface.js';
export { ConvergeOptionsError } from './options/converge-options.error.js';
export { ConvergeService, type ConvergeStats } from './converge.service.js';

export { TrackConverge } from './tracking/track-converge.decorator.js';
export type { EventMappers } from './tracking/event-mappers.interface.js';
export type { TrackOptions } from './tracking/track-options.interface.js';
export type { RequestContextOptions } from './tracking/request-context.js';
export { ConvergeContext } from './tracking/converge-context.js';
export type {
  BeforeSend,
  ConsentCheck,
  ConsentDecision,
  ConsentState,
} from './tracking/consent.interface.js';
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
export { checkSpec, type ProjectKnowledge } from './event/check-spec.js';
export type { ValidationMode } from './event/event-validator.js';
export type { EventSchema, StandardSchema } from './event/event-schema.js';
export { SALES_CHANNEL_TYPES, type SalesChannelType } from './event/formats.js';
export type {
  ConvergeEvents,
  EventName,
  ProfileOf,
  PropertiesOf,
} from './event/converge-event.interface.js';
export { AccountDto } from './event/spec/account.dto.js';
export { CartItemDto } from './event/spec/cart-item.dto.js';
export { CheckoutDto } from './event/spec/checkout.dto.js';
export { ContactDto } from './event/spec/contact.dto.js';
export { LinkedProductDto } from './event/spec/linked-product.dto.js';
export { OrderItemDto } from './event/spec/order-item.dto.js';
export { PlacedOrderDto } from './event/spec/placed-order.dto.js';
export { ProductDto } from './event/spec/product.dto.js';
export { PurchaseDto } from './event/spec/purchase.dto.js';
export { SubscriptionDto } from './event/spec/subscription.dto.js';
export { TotalsDto } from './event/spec/totals.dto.js';
export { ViewedCartDto } from './event/spec/viewed-cart.dto.js';
export { ViewedCollectionDto } from './event/spec/viewed-collection.dto.js';
export {
  aliases,
  Aliases,
  type AliasesOptions,
  type AliasValue,
  type DroppedAlias,
  isPlaceholderAlias,
} from './event/values/aliases.js';
export {
  contact,
  type ContactFields,
  type ContactOptions,
  type ContactRecord,
} from './event/values/contact.js';
export { countryCode } from './event/values/country-code.js';
export { money, type Amount, type MoneyOptions } from './event/values/money.js';
export { phone } from './event/values/phone.js';
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
