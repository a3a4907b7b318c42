import { Type } from 'class-transformer';
import { IsDefined, IsIn, ValidateNested } from 'class-validator';
import { CustomerDto } from '../customers/customer.dto.js';
import { PLAN_IDS } from './plans.js';

export class CreateSubscriptionDto {
  @IsDefined()
  @ValidateNested()
  @Type(() => CustomerDto)
  customer!: CustomerDto;

  @IsIn(PLAN_IDS)
  plan!: string;
}
