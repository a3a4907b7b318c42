import { Field, ID, OptionalField, OptionalList, TEXT } from './field.js';
import { LinkedProductDto } from './linked-product.dto.js';

/** The properties of `Viewed Collection`. @publicApi */
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
