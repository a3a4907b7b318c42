import { Field, MONEY, OptionalList } from './field.js';
import { OrderItemDto } from './order-item.dto.js';
import { TotalsDto } from './totals.dto.js';

/** The properties of `Started Checkout` and of `Added Payment Info`. @publicApi */
export class CheckoutDto extends TotalsDto {
  /** The shipping in the total. */
  @Field(MONEY)
  total_shipping!: number;

  /** What is bought. */
  @OptionalList(() => OrderItemDto)
  items?: readonly OrderItemDto[] | null;
}
