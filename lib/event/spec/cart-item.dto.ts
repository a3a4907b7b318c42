import { Field, QUANTITY } from './field.js';
import { ProductDto } from './product.dto.js';

/** A line of a cart or of a subscription. @publicApi */
export class CartItemDto extends ProductDto {
  /** The quantity, a whole number. */
  @Field(QUANTITY)
  quantity!: number;
}
