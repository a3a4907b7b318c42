import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsIn,
  IsISO8601,
  IsNumber,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { CustomerDto } from '../customers/customer.dto.js';
import { PLAN_IDS } from '../subscriptions/plans.js';
import { OrderLineDto } from './order-line.dto.js';
import { ShipDto } from './ship.dto.js';

/**
 * The prices come with the order because orders are also imported. A shop that takes orders only from
 * browsers would look them up.
 */
export class CreateOrderDto {
  /** Imported orders have an id; new ones get one. */
  @IsOptional()
  @Matches(/\S/, { message: 'id must not be empty' })
  id?: string;

  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(/T.+(Z|[+-]\d{2}:\d{2})$/, { message: 'placedAt must have a time and a timezone' })
  placedAt?: string;

  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0)
  @Max(100_000)
  freight!: number;

  @IsDefined()
  @ValidateNested()
  @Type(() => CustomerDto)
  customer!: CustomerDto;

  @IsDefined()
  @ValidateNested()
  @Type(() => ShipDto)
  ship!: ShipDto;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => OrderLineDto)
  lines!: OrderLineDto[];

  /** Starts a subscription along with the order. */
  @IsOptional()
  @IsIn(PLAN_IDS)
  plan?: string;
}
