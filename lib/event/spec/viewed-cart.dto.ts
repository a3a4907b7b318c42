import { CartItemDto } from './cart-item.dto.js';
import { Field, MONEY, OptionalList } from './field.js';
import { TotalsDto } from './totals.dto.js';

/** The properties of `Viewed Cart`. @publicApi */
export class ViewedCartDto extends TotalsDto {
  /** The shipping in the total. */
  @Field(MONEY)
  total_shipping!: number;

  /** What is in the cart. */
  @OptionalList(() => CartItemDto)
  items?: readonly CartItemDto[] | null;
}
