import { Controller, Get, Header } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { PLANS } from '../subscriptions/plans.js';
import { storefrontPage } from './page.js';
import { FREIGHT, PRODUCTS } from './products.js';

@Controller()
export class StorefrontController {
  constructor(private readonly config: ConfigService) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; " +
      "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'",
  )
  page(): string {
    return storefrontPage({
      products: PRODUCTS,
      plans: PLANS,
      freight: FREIGHT,
      sandboxUrl: this.config.get<string>('SANDBOX_URL'),
    });
  }
}
