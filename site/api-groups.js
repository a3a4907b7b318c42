/** What an entry point is for, where its source does not say it. */
export const ENTRY_POINTS = {
  'nestjs-converge':
    'The module, the decorator and the services for Nest, and what all entry points share.',
  express:
    'Tracks events without Nest, e.g. with Express. It also exports the values, events, checks, errors and types of `nestjs-converge` that do not need Nest.',
  opentelemetry:
    'Reports spans and metrics with OpenTelemetry. Needs the package `@opentelemetry/api`.',
  postgres:
    "Keeps events in the transactions of the application's PostgreSQL database. Needs the package `pg` where a relay runs.",
  sandbox: 'A stand-in for Converge, for tests.',
  testing: "What a test of an application needs: the events that it tracked, and Jest's matchers.",
};

/** The symbols of `nestjs-converge` by what a reader wants to do, each group in the order of use. */
export const GROUPS = Object.entries({
  'Install and options': `ConvergeModule ConvergeModuleOptions ConvergeModuleExtras ConvergeOptionsFactory
    OutboxOptions DeliveryOptions RetryOptions RequestContextOptions ProjectKnowledge BeforeSend
    ConsentCheck ConsentDecision ConsentState`,
  Tracking: `TrackConverge TrackOptions ConvergeService ConvergeContext ConvergeEvent OwnEventOptions`,
  'Mapping and values': `EventMappers MapperOption Mapper PropertiesMapper ProfilePropertiesMapper
    AliasesMapper TrackingContext aliases Aliases AliasValue DroppedAlias isPlaceholderAlias contact
    ContactRecord ContactOptions ContactFields money MoneyOptions Amount phone countryCode`,
  'Events and checks': `ConvergeEvents EventName PropertiesOf ProfileOf PlacedOrderDto OrderItemDto
    CheckoutDto SubscriptionDto CartItemDto ViewedCartDto ViewedCollectionDto LinkedProductDto AccountDto
    ContactDto SALES_CHANNEL_TYPES SalesChannelType EventSchema StandardSchema checkEvent checkSpec
    Violation ValidationMode ConvergeEventDto`,
  'Outbox and operations': `ConvergeHealth ConvergeStats OutboxCounts ReportCounters ReportKind
    BreakerState DeadLetter DeadLetterFilter AuditAnswer AuditState DroppedBy FullReason`,
  'Delivery and hooks': `ConvergeHooks HookEvent DeliveryOutcome DeliveryPause ConvergeWebhookService`,
  Errors: `ConvergeOptionsError ConvergeValidationError OutboxFullError OutboxClosedError
    UndeliverableError EraseIncompleteError`,
  Transactions: 'Transactions',
  Telemetry: 'Telemetry',
}).map(([group, names]) => [group, names.split(/\s+/)]);
