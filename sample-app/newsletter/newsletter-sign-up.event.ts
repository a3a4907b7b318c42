import { IsEmail, IsString } from 'class-validator';

/** The properties of a custom event; `app.module.ts` registers it. */
export class NewsletterSignUpDto {
  @IsString()
  list!: string;

  @IsEmail()
  $email!: string;
}

declare module 'nestjs-converge' {
  interface ConvergeEvents {
    'Subscribed To Newsletter': NewsletterSignUpDto;
  }
}
