import { IsOptional, IsString, Matches } from 'class-validator';

export class ShipDto {
  @Matches(/\S/, { message: 'address must not be empty' })
  address!: string;

  @Matches(/\S/, { message: 'city must not be empty' })
  city!: string;

  @IsOptional()
  @IsString()
  region?: string | null;

  @IsOptional()
  @IsString()
  postalCode?: string | null;

  @Matches(/\S/, { message: 'country must not be empty' })
  country!: string;
}
