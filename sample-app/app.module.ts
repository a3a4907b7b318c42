import { Module, ValidationPipe } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
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
    ConvergeModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        token: config.get<string>('CONVERGE_TOKEN'),
        // An empty CONVERGE_ENDPOINT in an .env file also means Converge's own endpoint.
        endpoint: config.get<string>('CONVERGE_ENDPOINT') || undefined,
        validation: 'strict' as const,
        events: { 'Subscribed To Newsletter': NewsletterSignUpDto },
        // The mappers return the contact fields as properties; this copies them to the profile.
        mirrorContactFields: true,
        mappers: { aliases: CustomerAliasesMapper, profileProperties: () => ({}) },
      }),
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
