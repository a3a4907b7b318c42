import { describe, expect, it } from '@jest/globals';
import { CacheInterceptor, CacheModule } from '@nestjs/cache-manager';
import {
  BadRequestException,
  Body,
  Catch,
  ClassSerializerInterceptor,
  Controller,
  ForbiddenException,
  Get,
  HttpCode,
  Injectable,
  Param,
  Post,
  Query,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  ValidationPipe,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type INestApplication,
  type Type,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, HttpAdapterHost } from '@nestjs/core';
import {
  ApiBearerAuth,
  ApiHeader,
  ApiOperation,
  ApiProperty,
  ApiQuery,
  ApiResponse,
  ApiTags,
  DocumentBuilder,
  SwaggerModule,
} from '@nestjs/swagger';
import { TrackConverge } from '../../lib/index.js';
import { startShop } from '../utils/shop.js';
import { PLATFORMS, type Answer } from '../utils/test-app.js';
import { Order, PLACES, run, type Feature, type Place } from './support/features.js';

@Injectable()
class HasKey implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest().headers['x-key'] === undefined)
      throw new ForbiddenException('no key');
    return true;
  }
}

@Injectable()
@Catch(BadRequestException)
class Teapot implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: BadRequestException, context: ArgumentsHost): void {
    const response: unknown = context.switchToHttp().getResponse();
    this.host.httpAdapter.setHeader(response, 'X-Filter', 'teapot');
    this.host.httpAdapter.reply(response, { caught: error.message }, 418);
  }
}

class DocumentedOrder {
  @ApiProperty()
  id!: string;
}

interface Expected {
  readonly name: string;
  /** What shows that the feature works, of the answers. */
  readonly shows: (answer: Answer) => unknown;
  readonly shown: readonly unknown[];
  /** What the mappers get, by the feature's place. */
  readonly mapped: (place: Place) => readonly unknown[];
}

const order = new Order('1');
const status = (answer: Answer) => answer.status;
const once = () => [order];

const FEATURES: readonly (Feature & Expected)[] = [
  {
    name: 'a guard',
    decorator: UseGuards(HasKey),
    global: { provide: APP_GUARD, useClass: HasKey },
    calls: [
      ['POST', { id: '1' }],
      ['POST', { id: '1' }, { 'X-Key': 'yes' }],
    ],
    shows: status,
    shown: [403, 201],
    mapped: once,
  },
  {
    name: 'a pipe',
    decorator: UsePipes(ValidationPipe),
    global: { provide: APP_PIPE, useClass: ValidationPipe },
    calls: [
      ['POST', { id: 1 }],
      ['POST', { id: '1' }],
    ],
    shows: status,
    shown: [400, 201],
    mapped: once,
  },
  {
    name: 'an exception filter',
    decorator: UseFilters(Teapot),
    global: { provide: APP_FILTER, useClass: Teapot },
    calls: [
      ['POST', { id: 'out of stock' }],
      ['POST', { id: '1' }],
    ],
    shows: (answer) => [answer.status, answer.headers['x-filter']],
    shown: [
      [418, 'teapot'],
      [201, undefined],
    ],
    mapped: once,
  },
  {
    name: 'ClassSerializerInterceptor',
    decorator: UseInterceptors(ClassSerializerInterceptor),
    global: { provide: APP_INTERCEPTOR, useClass: ClassSerializerInterceptor },
    calls: [['POST', { id: '1' }]],
    shows: (answer) => answer.body,
    shown: ['{"id":"1"}'],
    // Interceptors above run nearer to the handler.
    mapped: (place) => [place === 'above' ? { id: '1' } : order],
  },
  {
    name: 'CacheInterceptor',
    decorator: UseInterceptors(CacheInterceptor),
    global: { provide: APP_INTERCEPTOR, useClass: CacheInterceptor },
    imports: [CacheModule.register({ ttl: 60_000 })],
    route: Get('orders'),
    calls: [
      ['GET', undefined],
      ['GET', undefined],
    ],
    shows: (answer) => answer.headers['x-cache'],
    shown: ['MISS', 'HIT'],
    mapped: (place) => (place === 'above' ? [order, order] : [order]),
  },
];

/** A controller with whatever @nestjs/swagger reads, its handlers decorated as given. */
function documented(track: MethodDecorator): Type {
  @Controller({ path: 'orders', version: '1' })
  @ApiTags('orders')
  @ApiBearerAuth()
  class OrdersController {
    @track
    @Post(':shop')
    @HttpCode(202)
    @ApiOperation({ summary: 'Places an order', deprecated: true })
    @ApiResponse({ status: 202, type: DocumentedOrder })
    above(@Param('shop') _shop: string, @Body() dto: DocumentedOrder): DocumentedOrder {
      return dto;
    }

    @Get()
    @ApiQuery({ name: 'page', type: Number, required: false })
    @ApiHeader({ name: 'X-Shop' })
    @track
    below(@Query('page') _page: number): DocumentedOrder[] {
      return [];
    }
  }
  return OrdersController;
}

describe.each(PLATFORMS)('the features of Nest on %s', (platform) => {
  describe.each(PLACES)('written %s', (place) => {
    it.each(FEATURES.map((feature) => [feature.name, feature] as const))(
      'leaves %s as it is, with and without the decorator',
      async (_name, feature) => {
        const without = await run(platform, feature, place, false);
        const tracked = await run(platform, feature, place, true);
        expect(without.answers.map(feature.shows)).toEqual(feature.shown);
        expect(tracked.answers).toEqual(without.answers);
        expect([without.mapped, without.ids]).toEqual([[], []]);
        expect(tracked.mapped).toEqual(feature.mapped(place));
        // All have the order's id, so that Converge drops the copies.
        expect(tracked.ids).toEqual(tracked.mapped.map(() => 'order-1'));
      },
    );
  });

  it('leaves the document of @nestjs/swagger as it is', async () => {
    const documentOf = async (track: MethodDecorator) => {
      const prepare = (app: INestApplication) => void app.enableVersioning();
      const shop = await startShop({}, { platform, controllers: [documented(track)], prepare });
      const document = SwaggerModule.createDocument(shop.app, new DocumentBuilder().build());
      await shop.close();
      return document;
    };
    const without = await documentOf(() => undefined);
    expect(Object.keys(without.paths)).toEqual(['/v1/orders/{shop}', '/v1/orders']);
    expect(without.components?.schemas).toHaveProperty('DocumentedOrder');
    const tracked = await documentOf(TrackConverge('Placed Order') as MethodDecorator);
    expect(tracked).toEqual(without);
  });
});
