/** What every entry point of the package exports, whatever the framework. */
export { ConvergeOptionsError } from './options/check-values.js';
export type {
  DeliveryOptions,
  OutboxOptions,
  RetryOptions,
} from './options/converge-options.interface.js';
export type { ConvergeHealth, ConvergeStats } from './operations.js';

export type { OwnEventOptions } from './tracking/tracker.js';
export type {
  BeforeSend,
  ConsentCheck,
  ConsentDecision,
  ConsentState,
} from './tracking/event-recorder.js';
export type * from './tracking/track-options.interface.js';
export type { RequestContextOptions } from './tracking/call-context.js';
export type { Transactions } from './tracking/transactions.js';

export { checkSpec, type ProjectKnowledge } from './event/check-spec.js';
export { checkEvent, ConvergeEventDto } from './event/contract.js';
export type * from './event/converge-event.interface.js';
export type { EventSchema, StandardSchema } from './event/event-schema.js';
export type { ValidationMode } from './event/event-validator.js';
export { SALES_CHANNEL_TYPES, type SalesChannelType } from './event/spec/field.js';
export { ConvergeValidationError, type Violation } from './event/violation.js';
export {
  AccountDto,
  CartItemDto,
  CheckoutDto,
  ContactDto,
  LinkedProductDto,
  OrderItemDto,
  PlacedOrderDto,
  SubscriptionDto,
  ViewedCartDto,
  ViewedCollectionDto,
} from './event/spec/event-spec.js';
export {
  aliases,
  isPlaceholderAlias,
  type Aliases,
  type AliasValue,
  type DroppedAlias,
} from './event/values/aliases.js';
export * from './event/values/contact.js';
export { money, type Amount, type MoneyOptions } from './event/values/money.js';

export {
  EraseIncompleteError,
  OutboxClosedError,
  OutboxFullError,
  UndeliverableError,
  type FullReason,
} from './outbox/errors.js';
export type { AuditAnswer, AuditState, DroppedBy } from './outbox/ledger.js';
export type { DeadLetter, DeadLetterFilter, OutboxCounts } from './outbox/outbox.js';

export type { DeliveryOutcome } from './delivery/delivery-outcome.js';
export type { BreakerState } from './delivery/sender-gate.js';

export type {
  ConvergeHooks,
  DeliveryPause,
  HookEvent,
  ReportCounters,
} from './reporting/reporter.js';
export type { ReportKind } from './reporting/messages.js';
export type { Telemetry } from './reporting/telemetry.interface.js';
