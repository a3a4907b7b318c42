import { IsInt, IsNumber, Matches, Max, Min } from 'class-validator';

export class OrderLineDto {
  @Matches(/\S/, { message: 'productId must not be empty' })
  productId!: string;

  @Matches(/\S/, { message: 'name must not be empty' })
  name!: string;

  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0)
  @Max(100_000)
  unitPrice!: number;

  @IsInt()
  @Min(1)
  @Max(10_000)
  quantity!: number;

  @IsNumber({ maxDecimalPlaces: 4 })
  @Min(0)
  @Max(1)
  discount!: number;
}
