import { expect, it } from '@jest/globals';
import { Controller, Get, Post, Res, Sse, StreamableFile } from '@nestjs/common';
import { of, type Observable } from 'rxjs';
import { ConvergeOptionsError, TrackConverge } from '../../lib/index.js';
import { createConverge } from '../../lib/express/index.js';
import { postgres } from '../../lib/postgres/index.js';
import { orderParts } from '../utils/events.js';
import { startShop } from '../utils/shop.js';

const transactional = true;
const transactions = postgres({ connection: false, transaction: () => undefined });

@Controller()
class AnsweringController {
  @Post('orders')
  @TrackConverge('Placed Order', { transactional })
  create(@Res() _response: object): void {}
}

@Controller()
class EventsController {
  @Sse('orders')
  @TrackConverge('Placed Order', { transactional })
  create() {
    return of({ data: 1 });
  }
}

@Controller()
class FileController {
  @Get('invoice')
  @TrackConverge('Placed Order', { transactional })
  invoice(): StreamableFile {
    return new StreamableFile(Buffer.from(''));
  }
}

@Controller()
class OrdersController {
  @Post('orders')
  @TrackConverge('Placed Order', { transactional })
  create() {
    return orderParts();
  }

  @Post('later')
  @TrackConverge('Placed Order', { transactional })
  async later(): Promise<Observable<unknown>> {
    return of(orderParts('later'));
  }
}

it.each([
  [AnsweringController, 'takes over its response with @Res() or @Next()'],
  [EventsController, 'returns a stream'],
  [FileController, 'returns a stream'],
])('%p is refused at the start', async (controller, why) => {
  const starting = startShop({ transactions }, { controllers: [controller] });
  await expect(starting).rejects.toThrow(
    `: a handler that ${why} has no result when its transaction ends. Use ConvergeService.enqueue in it.`,
  );
});

it.each([undefined, postgres({ connection: false })])(
  'is refused at the start without a way to the transaction: %p',
  async (without) => {
    const starting = startShop({ transactions: without }, { controllers: [OrdersController] });
    await expect(starting).rejects.toThrow(
      '@TrackConverge with transactional: true on OrdersController#create needs the option "transactions" with ' +
        '"transaction"',
    );
  },
);

it('tracks as without it, and says why, where the handler returns a stream or no transaction is open', async () => {
  const shop = await startShop({ transactions }, { controllers: [OrdersController] });
  await shop.request('POST', '/orders');
  await shop.request('POST', '/later');
  expect(await shop.sentIds()).toEqual(['order-1', 'later']);
  expect(shop.logger.said('error')).toEqual([
    expect.stringContaining(
      'OrdersController#create: the event was not written in the transaction',
    ),
    expect.stringContaining('the handler returned a stream'),
  ]);
  await shop.close();
});

it('refuses options that are wrong', async () => {
  const wrong = 'yes' as unknown as boolean;
  expect(() => {
    class Wrong {
      @TrackConverge('Placed Order', { transactional: wrong })
      create() {}
    }
    return Wrong;
  }).toThrow('"transactional" must be true or false');
  const ofAnother = startShop({ transactions: {} as typeof transactions }, {});
  await expect(ofAnother).rejects.toThrow(
    'option "transactions" must be what postgres({ ... }) of "nestjs-converge/postgres" returns',
  );
});

it('belongs to handlers of Nest: the middleware of Express refuses it', async () => {
  const converge = await createConverge({ enabled: false });
  const options = { transactional } as object;
  expect(() => converge.trackResponse('Placed Order', options)).toThrow(ConvergeOptionsError);
  await converge.close();
});
