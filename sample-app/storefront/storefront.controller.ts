import { Controller, Delete, Get, Header, HttpCode, Post } from '@nestjs/common';
import { ConvergeService } from 'nestjs-converge';
import { OrdersService } from '../orders/orders.service.js';
import { PLANS } from '../subscriptions/plans.js';
import { storefrontPage } from './page.js';
import { FREIGHT, PRODUCTS } from './products.js';
import { AttemptLog } from './story/attempt-log.js';
import { OUTAGE_SECONDS, OutageService } from './story/outage.service.js';
import { SandboxClient } from './story/sandbox-client.js';
import { type Story, tellStory } from './story/tell-story.js';

/** The shop's page, and the story that it tells: what becomes of orders while Converge is down. */
@Controller()
export class StorefrontController {
  constructor(
    private readonly sandbox: SandboxClient,
    private readonly orders: OrdersService,
    private readonly converge: ConvergeService,
    private readonly attempts: AttemptLog,
    private readonly outages: OutageService,
  ) {}

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
      outageSeconds: OUTAGE_SECONDS,
      sandboxUrl: this.sandbox.url,
    });
  }

  @Get('story')
  @Header('Cache-Control', 'no-store')
  async story(): Promise<Story> {
    const orders = this.orders.list();
    const { pending, leased, waiting } = await this.converge.stats();
    const outbox = await this.sandbox.outbox();
    const attempts = await this.attempts.read();
    const now = Date.now();
    const isBroken = await this.sandbox.isBroken();
    return tellStory({
      now,
      orders,
      undelivered: pending + leased + waiting,
      outbox,
      attempts,
      isBroken,
      outage: this.outages.look(isBroken, now),
    });
  }

  @Post('outage')
  @HttpCode(204)
  breakConverge(): Promise<void> {
    return this.outages.begin();
  }

  @Delete('outage')
  @HttpCode(204)
  repairConverge(): Promise<void> {
    return this.outages.end();
  }
}
