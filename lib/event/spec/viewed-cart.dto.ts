import { CartItemDto } from './cart-item.dto.js';
import { OptionalList } from './field.js';
import { TotalsDto } from './totals.dto.js';

/** The properties of `Viewed Cart`. @publicApi */
export class ViewedCartDto extends TotalsDto {
  /** The products in the cart. */
  @OptionalList(() => CartItemDto)
  items?: readonly CartItemDto[] | null;
}
