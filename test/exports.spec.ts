import { expect, it } from '@jest/globals';
import * as library from '../lib/index.js';
import * as sandbox from '../lib/sandbox/index.js';

it('exports these names and no others', () => {
  expect(Object.keys(library).sort()).toEqual([
    'AccountDto',
    'Aliases',
    'CartItemDto',
    'CheckoutDto',
    'ContactDto',
    'ConvergeContext',
    'ConvergeEventDto',
    'ConvergeModule',
    'ConvergeOptionsError',
    'ConvergeService',
    'ConvergeValidationError',
    'ConvergeWebhookService',
    'DefaultAliasesMapper',
    'DefaultEventIdMapper',
    'DefaultProfilePropertiesMapper',
    'DefaultPropertiesMapper',
    'LinkedProductDto',
    'OrderItemDto',
    'OutboxClosedError',
    'OutboxFullError',
    'PlacedOrderDto',
    'ProductDto',
    'PurchaseDto',
    'SALES_CHANNEL_TYPES',
    'SubscriptionDto',
    'TotalsDto',
    'TrackConverge',
    'UndeliverableError',
    'ViewedCartDto',
    'ViewedCollectionDto',
    'aliases',
    'checkEvent',
    'checkSpec',
    'contact',
    'countryCode',
    'isDummyAlias',
    'money',
    'phone',
  ]);
  expect(Object.keys(sandbox)).toEqual(['createSandbox']);
});
