import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  applyDecorators,
  Body,
  Controller,
  Injectable,
  InternalServerErrorException,
  Post,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { TrackConverge } from '../../lib/index.js';
import { orderParts } from '../utils/events.js';
import { PLATFORMS } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

const COMMIT_TIMEOUT_MS = 500;
const steps: string[] = [];

/** Emits a promise of the result: of a transaction around the handler, as several ORMs' decorators do. */
@Injectable()
class TransactionInterceptor implements NestInterceptor {
  intercept(_execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    return of(this.inTransaction(() => lastValueFrom(next.handle())));
  }

  private async inTransaction(work: () => Promise<{ fail?: string }>) {
    const result = await work();
    // Longer than the event may take: that time begins with the commit.
    await new Promise((resolve) => setTimeout(resolve, COMMIT_TIMEOUT_MS + 100));
    if (result.fail === 'commit') throw new InternalServerErrorException('no commit');
    steps.push('committed');
    return result;
  }
}

const Transaction = () => applyDecorators(UseInterceptors(TransactionInterceptor));
const mappers = {
  properties: ({ id }: { id: string }) => {
    steps.push('mapped');
    return orderParts(id).properties;
  },
  profileProperties: () => orderParts().profile_properties,
  aliases: () => ['urn:customer_id:1'],
};

@Controller()
class OrdersController {
  @Post('above')
  @Transaction()
  @TrackConverge('Placed Order', mappers)
  above(@Body() order: { id: string; fail?: string }) {
    return order;
  }

  @Post('below')
  @TrackConverge('Placed Order', mappers)
  @Transaction()
  below(@Body() order: { id: string; fail?: string }) {
    return order;
  }
}

describe.each(PLATFORMS)('a handler in a transaction, on %s', (platform) => {
  const { shop, start } = useShop({ platform, controllers: [OrdersController] });

  beforeEach(() => {
    steps.length = 0;
    return start({ outbox: { commitTimeoutMs: COMMIT_TIMEOUT_MS } });
  });

  it('is tracked after the commit, with @Transaction above @TrackConverge', async () => {
    const answer = await shop.request('POST', '/above', { id: '1' });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([201, { id: '1' }]);
    expect(steps).toEqual(['committed', 'mapped']);
    const [received] = await shop.sandbox.waitForEvents(1);
    expect(received!.event.event_id).toBe('1');
    expect(shop.logger.said('warn')).toEqual([]);
  });

  it('is not tracked if the commit fails', async () => {
    const answer = await shop.request('POST', '/above', { id: '2', fail: 'commit' });
    expect([answer.status, JSON.parse(answer.body).message]).toEqual([500, 'no commit']);
    await shop.request('POST', '/above', { id: '3' });
    expect((await shop.sandbox.waitForEvents(1)).map(({ event }) => event.event_id)).toEqual(['3']);
  });

  it('is tracked before the commit, with @Transaction below @TrackConverge', async () => {
    await shop.request('POST', '/below', { id: '4' });
    expect(steps).toEqual(['mapped', 'committed']);
  });
});
