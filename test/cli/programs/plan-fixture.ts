import {
  Controller,
  Get,
  Injectable,
  Module,
  Post,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { ConvergeModule, TrackConverge, type TrackOptions } from '../../../lib/index.js';

// What a library says when it is loaded must not get between.
process.stdout.write('loaded\n');
// A module may keep the process alive.
setInterval(() => undefined, 1_000);

@Injectable()
export class CupMapper {
  map() {
    return { cups: 1 };
  }
}

function guestAliases(): string[] {
  return ['urn:order_id:1'];
}

const shared: TrackOptions = { aliases: guestAliases };

@Controller(['cups', '/mugs/'])
export class CupsController implements OnApplicationBootstrap {
  constructor() {
    throw new Error('was created');
  }

  onApplicationBootstrap(): void {
    throw new Error('was started');
  }

  @Post(':id/pour')
  @TrackConverge('Watched', { ...shared, validation: 'strict', properties: CupMapper })
  pour(): object {
    return {};
  }

  @Get()
  untracked(): object {
    return {};
  }
}

@Controller()
export class MessagesController {
  @MessagePattern({ cmd: 'renew' })
  @TrackConverge('Placed Recurring Subscription Order', { when: () => false })
  renew(): object {
    return {};
  }

  @EventPattern('cancelled')
  @TrackConverge('Cancelled Subscription')
  cancel(_data: unknown): object {
    return {};
  }
}

@Module({
  imports: [
    ConvergeModule.forRoot('token', {
      validation: 'off',
      mappers: { aliases: guestAliases, profileProperties: CupMapper },
    }),
  ],
  controllers: [CupsController, MessagesController],
})
export class StaticModule {}

@Module({
  imports: [
    ConvergeModule.forRootAsync({
      useFactory: () => {
        throw new Error('was asked');
      },
    }),
  ],
  controllers: [MessagesController],
})
export class AsyncModule {}

@Module({})
export class EmptyModule {}
