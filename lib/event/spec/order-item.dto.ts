import { Field, QUANTITY } from './field.js';
import { LinkedProductDto } from './linked-product.dto.js';

/** A line of an order or of a checkout. @publicApi */
export class OrderItemDto extends LinkedProductDto {
  /** The quantity, a whole number. */
  @Field(QUANTITY)
  quantity!: number;
}
