import {
  CURRENCY,
  Field,
  ID,
  MONEY,
  OptionalField,
  OptionalList,
  QUANTITY,
  TEXT,
} from './field.js';

/** A product, as all events describe one. */
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

/** A product with its page and picture. */
export class LinkedProductDto extends ProductDto {
  /** The address of the product's page. */
  @OptionalField(TEXT)
  url?: string | null;

  /** The address of the product's picture. */
  @OptionalField(TEXT)
  image_url?: string | null;
}

/** A line of an order or of a checkout. */
export class OrderItemDto extends LinkedProductDto {
  /** The quantity, a whole number. */
  @Field(QUANTITY)
  quantity!: number;
}

/** A line of a cart or of a subscription. */
export class CartItemDto extends ProductDto {
  /** The quantity, a whole number. */
  @Field(QUANTITY)
  quantity!: number;
}

/** The properties of `Viewed Collection`. */
export class ViewedCollectionDto {
  /** The collection's id. */
  @Field(ID)
  id!: string;

  /** The collection's name. */
  @Field(TEXT)
  name!: string;

  /** The description of the collection. */
  @OptionalField(TEXT)
  description?: string | null;

  /** The products in it. */
  @OptionalList(() => LinkedProductDto)
  items?: readonly LinkedProductDto[] | null;
}
