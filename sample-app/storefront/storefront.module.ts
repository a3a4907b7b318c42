import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { StorefrontController } from './storefront.controller.js';
import { AttemptLog } from './story/attempt-log.js';
import { OutageService } from './story/outage.service.js';
import { SandboxClient } from './story/sandbox-client.js';

@Module({
  imports: [OrdersModule],
  controllers: [StorefrontController],
  providers: [SandboxClient, AttemptLog, OutageService],
})
export class StorefrontModule {}
