import { IsEmail, IsOptional, IsString, Matches } from 'class-validator';

export class CustomerDto {
  @Matches(/\S/, { message: 'id must not be empty' })
  id!: string;

  @IsOptional()
  @IsString()
  company?: string;

  @Matches(/\S/, { message: 'contact must not be empty' })
  contact!: string;

  @IsEmail()
  email!: string;

  @IsOptional()
  @IsString()
  phone?: string;
}
