import { Field, FLAG, ID, MONEY, OptionalList } from './field.js';
import { OrderItemDto } from './order-item.dto.js';
import { PurchaseDto } from './purchase.dto.js';

/** The properties of `Placed Order`. @publicApi */
export class PlacedOrderDto extends PurchaseDto {
  /** The order's id: also the default `event_id`, so the page must know it too. */
  @Field(ID)
  id!: string;

  /** The shipping in the total. */
  @Field(MONEY)
  total_shipping!: number;

  /** The products of the order. */
  @OptionalList(() => OrderItemDto)
  items?: readonly OrderItemDto[] | null;

  /** Whether it is the customer's first completed purchase; not whether the customer is a guest. */
  @Field(FLAG)
  $is_new_customer!: boolean;
}
