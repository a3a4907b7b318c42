import { Body, Controller, Post } from '@nestjs/common';
import { TrackConverge } from 'nestjs-converge';
import { NewsletterService } from './newsletter.service.js';
import { SignUpDto } from './sign-up.dto.js';
import type { SignUp } from './sign-up.interface.js';
import { signUpMappers } from './sign-up.mapper.js';

@Controller('newsletter')
export class NewsletterController {
  constructor(private readonly newsletter: NewsletterService) {}

  @Post()
  @TrackConverge('Subscribed To Newsletter', signUpMappers)
  signUp(@Body() { email }: SignUpDto): SignUp {
    return this.newsletter.signUp(email);
  }
}
