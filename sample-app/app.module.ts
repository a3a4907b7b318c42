import { Module, ValidationPipe } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_PIPE } from '@nestjs/core';
import { ConvergeModule } from 'nestjs-converge';
import { CustomerAliasesMapper } from './customers/customer-aliases.mapper.js';
import { NewsletterSignUpDto } from './newsletter/newsletter-sign-up.event.js';
import { NewsletterModule } from './newsletter/newsletter.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { StorefrontModule } from './storefront/storefront.module.js';
import { SubscriptionsModule } from './subscriptions/subscriptions.module.js';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    // Token and endpoint are in CONVERGE_TOKEN and CONVERGE_ENDPOINT; ConfigModule loads the .env file.
    ConvergeModule.forRoot({
      validation: 'strict',
      // So that the storefront's outage has a quick end; the default is 15 minutes.
      delivery: { retry: { maxDelayMs: 5_000 } },
      events: { 'Subscribed To Newsletter': NewsletterSignUpDto },
      // The mappers return the contact fields as properties; this copies them to the profile.
      mirrorContactFields: true,
      mappers: { aliases: CustomerAliasesMapper, profileProperties: () => ({}) },
    }),
    OrdersModule,
    SubscriptionsModule,
    NewsletterModule,
    StorefrontModule,
  ],
  providers: [
    {
      provide: APP_PIPE,
      useValue: new ValidationPipe({
        whitelist: true,
        forbidNonWhitelisted: true,
        transform: true,
      }),
    },
  ],
})
export class AppModule {}
