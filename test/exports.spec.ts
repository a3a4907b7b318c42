import { expect, it } from '@jest/globals';
import * as library from '../lib/index.js';
import * as sandbox from '../sandbox/server/index.js';

const NAMES = `
  AccountDto CartItemDto CheckoutDto ContactDto ConvergeContext ConvergeEventDto
  ConvergeModule ConvergeOptionsError ConvergeService ConvergeValidationError
  ConvergeWebhookService EraseIncompleteError LinkedProductDto OrderItemDto
  OutboxClosedError OutboxFullError PlacedOrderDto SALES_CHANNEL_TYPES SubscriptionDto
  TrackConverge UndeliverableError ViewedCartDto ViewedCollectionDto aliases checkEvent
  checkSpec contact countryCode isPlaceholderAlias money phone
`;

it('exports these names and no others', () => {
  expect(Object.keys(library).sort()).toEqual(NAMES.trim().split(/\s+/));
  expect(Object.keys(sandbox)).toEqual(['createSandbox']);
});
