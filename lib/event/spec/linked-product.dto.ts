import { OptionalField, TEXT } from './field.js';
import { ProductDto } from './product.dto.js';

/** A product with its page and picture. @publicApi */
export class LinkedProductDto extends ProductDto {
  /** The address of the product's page. */
  @OptionalField(TEXT)
  url?: string | null;

  /** The address of the product's picture. */
  @OptionalField(TEXT)
  image_url?: string | null;
}
