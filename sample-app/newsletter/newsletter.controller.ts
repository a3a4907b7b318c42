import { Body, Controller, Post } from '@nestjs/common';
import { TrackConverge } from 'nestjs-converge';
import { NewsletterService } from './newsletter.service.js';
import { SignUpDto } from './sign-up.dto.js';
import type { SignUp } from './sign-up.interface.js';

@Controller('newsletter')
export class NewsletterController {
  constructor(private readonly newsletter: NewsletterService) {}

  @Post()
  @TrackConverge('Subscribed To Newsletter', {
    properties: ({ customer }: SignUp) => ({ list: 'Shop news', $email: customer.email }),
    // Signing up twice gives two events with the same id, of which Converge keeps the first.
    eventId: ({ id }: SignUp) => id,
    timestamp: ({ signedUpAt }: SignUp) => signedUpAt,
  })
  signUp(@Body() { email }: SignUpDto): SignUp {
    return this.newsletter.signUp(email);
  }
}
