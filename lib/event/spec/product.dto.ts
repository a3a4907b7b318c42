import { CURRENCY, Field, ID, MONEY, OptionalField, TEXT } from './field.js';

/** A product, as all events describe one. @publicApi */
export class ProductDto {
  /** The product's id in the shop. */
  @Field(ID)
  product_id!: string;

  /** The id of the variant, e.g. of a size. */
  @OptionalField(ID)
  variant_id?: string | null;

  /** The stock keeping unit. */
  @OptionalField(ID)
  sku?: string | null;

  /** The product's name. */
  @Field(TEXT)
  name!: string;

  /** The variant's name. */
  @OptionalField(TEXT)
  variant_name?: string | null;

  /** The unit price, a JSON number. Converge counts a missing price as 0. */
  @Field(MONEY)
  price!: number;

  /** ISO 4217, e.g. `EUR`. */
  @Field(CURRENCY)
  currency!: string;

  /** The maker or seller of the product. */
  @OptionalField(TEXT)
  vendor?: string | null;
}
