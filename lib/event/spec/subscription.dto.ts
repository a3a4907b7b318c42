import { CartItemDto } from './cart-item.dto.js';
import { ID, MONEY, OptionalField, OptionalList } from './field.js';
import { PurchaseDto } from './purchase.dto.js';

/**
 * The properties of `Started Subscription`, `Cancelled Subscription` and `Placed Recurring
 * Subscription Order`.
 *
 * @publicApi
 */
export class SubscriptionDto extends PurchaseDto {
  /**
   * The id of the subscription; for a renewal, the id of the renewal's order. The default `event_id`
   * comes from it.
   */
  @OptionalField(ID, { isListed: false })
  id?: string | null;

  /** The shipping in the total. */
  @OptionalField(MONEY)
  total_shipping?: number | null;

  /** The products of the subscription. */
  @OptionalList(() => CartItemDto)
  items?: readonly CartItemDto[] | null;
}
