import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  BadGatewayException,
  Controller,
  Get,
  Head,
  HttpCode,
  Post,
  Redirect,
  Res,
  StreamableFile,
  UseInterceptors,
  type CallHandler,
  type NestInterceptor,
} from '@nestjs/common';
import { EMPTY, map, of } from 'rxjs';
import { TrackConverge, type TrackingContext } from '../../lib/index.js';
import { orderParts } from '../utils/events.js';
import { PLATFORMS } from '../utils/test-app.js';
import { useOneShop } from '../utils/use-shop.js';

/** What the mappers of a call got, and whether the client had its answer then. */
interface Mapped {
  readonly result: unknown;
  readonly isAnswered: boolean;
}

const mapped: Mapped[] = [];
const parts = orderParts();

/** The part of Express's and Fastify's response that these handlers use. */
interface Response {
  readonly headersSent?: boolean;
  readonly sent?: boolean;
  header(name: string, value: string): Response;
  status(status: number): Response;
  send(body: unknown): Response;
}

const mappers = {
  properties: (result: unknown, { args }: TrackingContext) => {
    const { headersSent, sent } = args[1] as Response;
    mapped.push({ result, isAnswered: sent ?? headersSent ?? false });
    return parts.properties;
  },
  profileProperties: () => parts.profile_properties,
  aliases: () => parts.aliases,
};

const order = { id: '1' };
const THANKS = { url: '/thanks', statusCode: 302 };

/** Makes an error of every success. */
class FailsOutside implements NestInterceptor {
  intercept(_execution: unknown, next: CallHandler) {
    return next.handle().pipe(
      map(() => {
        throw new BadGatewayException('no template');
      }),
    );
  }
}

@Controller()
class ShopController {
  @Post('value')
  @TrackConverge('Placed Order', mappers)
  value() {
    return order;
  }

  @Post('res')
  @TrackConverge('Placed Order', mappers)
  res(@Res() response: Response) {
    response.status(201).send(order);
  }

  @Post('res-returns')
  @TrackConverge('Placed Order', mappers)
  resReturns(@Res() response: Response) {
    response.status(201).send(order);
    return order;
  }

  @Post('res-defaults')
  @TrackConverge('Placed Order')
  resDefaults(@Res() response: Response): any {
    response.status(201).send(parts);
  }

  @Post('passthrough')
  @TrackConverge('Placed Order', mappers)
  passthrough(@Res({ passthrough: true }) response: Response) {
    response.status(202).header('X-Shop', 'yes');
    return order;
  }

  @Post('no-content')
  @HttpCode(204)
  @TrackConverge('Placed Order', mappers)
  noContent() {}

  @Post('one')
  @TrackConverge('Placed Order', mappers)
  one() {
    return of(order);
  }

  @Post('none')
  @TrackConverge('Placed Order', mappers)
  none() {
    return EMPTY;
  }

  @Post('none-untracked')
  noneUntracked() {
    return EMPTY;
  }

  @Get('file')
  @TrackConverge('Placed Order', mappers)
  file() {
    return new StreamableFile(Buffer.from('the file'));
  }

  @Get('page')
  @TrackConverge('Placed Order', mappers)
  page() {
    return order;
  }

  @Get('page-without-head')
  @TrackConverge('Placed Order', {
    ...mappers,
    when: (_page: unknown, { request }) => request.method !== 'HEAD',
  })
  pageWithoutHead() {
    return order;
  }

  @Head('head')
  @TrackConverge('Placed Order', mappers)
  head() {
    return order;
  }

  @Post('fails-outside')
  @TrackConverge('Placed Order', mappers)
  @UseInterceptors(FailsOutside)
  failsOutside() {
    return order;
  }

  @Get('redirect')
  @Redirect('/elsewhere', 303)
  @TrackConverge('Placed Order', mappers)
  redirect() {}

  @Get('redirect-by-result')
  @Redirect()
  @TrackConverge('Placed Order', mappers)
  redirectByResult() {
    return THANKS;
  }
}

describe.each(PLATFORMS)('the results of HTTP handlers on %s', (platform) => {
  const shop = useOneShop({ platform, controllers: [ShopController] });

  beforeEach(() => void (mapped.length = 0));

  /** Asserts that one event was sent, of this result. */
  const expectOne = async (one: Mapped) => {
    expect(await shop.sentIds()).toEqual(['order-1']);
    expect(mapped).toEqual([one]);
  };

  const ORDER = JSON.stringify(order);
  it.each<[string, string, [status: number, body: string], Partial<Mapped>?]>([
    ['maps a plain value before the response is sent', 'POST /value', [201, ORDER]],
    [
      'has no result of a handler that answers with @Res() and returns nothing',
      'POST /res',
      [201, ORDER],
      { result: undefined, isAnswered: true },
    ],
    [
      'maps what a handler returns after it has answered with @Res()',
      'POST /res-returns',
      [201, ORDER],
      { isAnswered: true },
    ],
    [
      'tracks a handler without a result: undefined, with status 204',
      'POST /no-content',
      [204, ''],
      { result: undefined },
    ],
    ['tracks the only value of an observable', 'POST /one', [201, ORDER]],
    [
      'maps a file itself, before its first byte is sent',
      'GET /file',
      [200, 'the file'],
      { result: expect.any(StreamableFile) },
    ],
    ['tracks HEAD as GET, because it runs the same handler', 'HEAD /page', [200, '']],
    ['tracks a handler of its own for HEAD', 'HEAD /head', [200, '']],
  ])('%s', async (_what, call, wanted, one = {}) => {
    const [method, path] = call.split(' ') as [string, string];
    const { status, body } = await shop.request(method, path);
    expect([status, body]).toEqual(wanted);
    await expectOne({ result: order, isAnswered: false, ...one });
  });

  it('reports an invalid event if @Res() leaves nothing to the default mappers', async () => {
    const before = await shop.counters();
    const { status, body } = await shop.request('POST', '/res-defaults');
    expect([status, JSON.parse(body)]).toEqual([201, parts]);
    expect(await shop.sent()).toEqual([]);
    expect((await shop.counters()).invalidEvent).toBe(before.invalidEvent + 1);
    expect(shop.logger.said('error').at(-1)).toContain('ShopController#resDefaults');
  });

  it('maps the value that is returned with @Res({ passthrough: true })', async () => {
    const { status, headers, body } = await shop.request('POST', '/passthrough');
    expect([status, headers['x-shop'], JSON.parse(body)]).toEqual([202, 'yes', order]);
    await expectOne({ result: order, isAnswered: false });
  });

  it('tracks nothing of an observable without a value', async () => {
    const answer = await shop.request('POST', '/none');
    expect(answer).toEqual(await shop.request('POST', '/none-untracked'));
    expect([await shop.sent(), mapped]).toEqual([[], []]);
  });

  it('tracks a success of which an interceptor further out makes an error', async () => {
    const { status } = await shop.request('POST', '/fails-outside');
    expect(status).toBe(502);
    await expectOne({ result: order, isAnswered: false });
  });

  it('leaves out HEAD by `when`', async () => {
    expect((await shop.request('HEAD', '/page-without-head')).status).toBe(200);
    expect(await shop.sent()).toEqual([]);
    await shop.request('GET', '/page-without-head');
    await expectOne({ result: order, isAnswered: false });
  });

  it.each([
    ['a fixed address', '/redirect', 303, '/elsewhere', undefined],
    ['the address in the result', '/redirect-by-result', 302, '/thanks', THANKS],
  ])('tracks a redirect to %s', async (_where, path, status, location, result) => {
    const answer = await shop.request('GET', path);
    expect([answer.status, answer.headers['location']]).toEqual([status, location]);
    await expectOne({ result, isAnswered: false });
  });
});
