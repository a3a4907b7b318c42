import { OptionalList } from './field.js';
import { OrderItemDto } from './order-item.dto.js';
import { TotalsDto } from './totals.dto.js';

/** The properties of `Started Checkout` and of `Added Payment Info`. @publicApi */
export class CheckoutDto extends TotalsDto {
  /** The products. */
  @OptionalList(() => OrderItemDto)
  items?: readonly OrderItemDto[] | null;
}
