import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { TrackConverge } from 'nestjs-converge';
import { CreateSubscriptionDto } from './create-subscription.dto.js';
import { SubscriptionPropertiesMapper } from './subscription-properties.mapper.js';
import type { Subscription } from './subscription.interface.js';
import { SubscriptionsService } from './subscriptions.service.js';

@Controller('subscriptions')
export class SubscriptionsController {
  constructor(private readonly subscriptions: SubscriptionsService) {}

  @Post()
  @TrackConverge('Started Subscription', {
    properties: SubscriptionPropertiesMapper,
    timestamp: (subscription: Subscription) => subscription.startedAt,
  })
  start(@Body() { customer, plan }: CreateSubscriptionDto): Subscription {
    return this.subscriptions.start(customer, plan);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @TrackConverge('Cancelled Subscription', {
    properties: SubscriptionPropertiesMapper,
    timestamp: (subscription: Subscription) => subscription.cancelledAt ?? new Date(),
  })
  cancel(@Param('id') id: string): Subscription {
    return this.subscriptions.cancel(id);
  }
}
