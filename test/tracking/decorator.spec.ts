import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  ForbiddenException,
  Get,
  Injectable,
  Param,
  ParseIntPipe,
  Post,
  UseGuards,
  ValidationPipe,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import {
  GUARDS_METADATA,
  INTERCEPTORS_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { ApiOperation, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { ConvergeModule, TrackConverge } from '../../lib/index.js';
import { createSandbox, type Sandbox } from '../../sandbox/server/index.js';
import { orderParts } from '../utils/events.js';
import { PLATFORMS, startApp, type TestApp } from '../utils/test-app.js';

@Injectable()
class HasKey implements CanActivate {
  canActivate(context: ExecutionContext) {
    if (context.switchToHttp().getRequest().headers['x-key'] !== 'yes')
      throw new ForbiddenException();
    return true;
  }
}

class NameDto {
  @IsString()
  name!: string;
}

const result = orderParts();

@Controller('above')
class AboveController {
  @TrackConverge('Placed Order')
  @Post(':number')
  @UseGuards(HasKey)
  @ApiOperation({ summary: 'Places an order' })
  place(@Param('number', ParseIntPipe) number: number, @Body() { name }: NameDto) {
    return { ...result, number, name };
  }
}

@Controller('below')
class BelowController {
  @Post(':number')
  @UseGuards(HasKey)
  @ApiOperation({ summary: 'Places an order' })
  @TrackConverge('Placed Order')
  place(@Param('number', ParseIntPipe) number: number, @Body() { name }: NameDto) {
    return { ...result, number, name };
  }
}

@Controller('child')
class ChildController extends BelowController {
  @Get('own')
  own() {
    return {};
  }
}

describe('@TrackConverge', () => {
  it.each([AboveController, BelowController])('leaves the method of %p as it is', (type) => {
    const { place } = type.prototype;
    expect([place.name, place.length]).toEqual(['place', 2]);
    expect(Reflect.getMetadata('design:paramtypes', type.prototype, 'place')).toEqual([
      Number,
      NameDto,
    ]);
    expect(Reflect.getMetadata(GUARDS_METADATA, place)).toEqual([HasKey]);
    expect(Object.keys(Reflect.getMetadata(ROUTE_ARGS_METADATA, type, 'place'))).toHaveLength(2);
  });

  it('binds one interceptor, however often it stands on a handler', () => {
    class Controller {
      @TrackConverge('One')
      @TrackConverge('Two')
      @TrackConverge('Three')
      handle() {
        return result;
      }
    }
    expect(Reflect.getMetadata(INTERCEPTORS_METADATA, Controller.prototype.handle)).toHaveLength(1);
  });

  const NEEDS = "@TrackConverge on Orders#create needs the event's name";
  const OPTIONS = "@TrackConverge('E') on Orders#create: ";
  it.each<[unknown, unknown, string]>([
    ['', {}, NEEDS],
    ['  ', {}, NEEDS],
    [7, {}, NEEDS],
    ['E', { alias: () => [] }, `${OPTIONS}unknown option "alias"; known are properties, profileP`],
    [
      'E',
      { aliases: { map() {} } },
      '"aliases" must be a class with a map() method, or a function',
    ],
    ['E', { aliases: class {} }, '"aliases" must be a class with a map() method'],
    ['E', 'urn', `${OPTIONS}give an object with properties, `],
    [
      'E',
      { validation: 'loud' },
      `${OPTIONS}"validation" must be "warn" or "strict" or "off", got`,
    ],
    [
      'E',
      { requestContext: { cookies: true } },
      `"requestContext": unknown option "cookies"; known`,
    ],
    ['E', { requestContext: { ip: 'yes' } }, `"requestContext.ip" must be true or false`],
    [
      'E',
      { requestContext: true },
      '"requestContext": give an object with cookieAlias, urlAlias, ip',
    ],
  ])('refuses %p with %p', (name, options, message) => {
    class Orders {
      create() {
        return result;
      }
    }
    const method = Object.getOwnPropertyDescriptor(Orders.prototype, 'create')!;
    const decorate = TrackConverge(name as 'E', options as object) as MethodDecorator;
    expect(() => decorate(Orders.prototype, 'create', method)).toThrow(message);
  });
});

describe.each(PLATFORMS)('@TrackConverge among other decorators on %s', (platform) => {
  let sandbox: Sandbox;
  let shop: TestApp;

  afterEach(async () => {
    await shop.close();
    await sandbox.close();
  });

  const start = async () => {
    sandbox = await createSandbox();
    shop = await startApp({
      platform,
      imports: [ConvergeModule.forRoot(sandbox.token, { endpoint: sandbox.endpoint })],
      controllers: [AboveController, BelowController, ChildController],
      prepare: (app) => app.useGlobalPipes(new ValidationPipe({ transform: true })),
    });
  };

  it('keeps guards, pipes and parameters working, and tracks only what they let pass', async () => {
    await start();
    const key = { 'X-Key': 'yes' };
    for (const path of ['/above', '/below', '/child']) {
      expect((await shop.request('POST', `${path}/7`, { name: 'x' })).status).toBe(403);
      expect((await shop.request('POST', `${path}/seven`, { name: 'x' }, key)).status).toBe(400);
      expect((await shop.request('POST', `${path}/7`, { name: 7 }, key)).status).toBe(400);
      const { status, body } = await shop.request('POST', `${path}/7`, { name: 'x' }, key);
      expect([status, JSON.parse(body)]).toEqual([201, { ...result, number: 7, name: 'x' }]);
    }
    await shop.app.close();
    expect(sandbox.requests()).toHaveLength(3);
    expect(shop.logger.said('debug')).toContain('ChildController#place tracks "Placed Order"');
  });

  it('keeps Swagger working', async () => {
    await start();
    const { paths } = SwaggerModule.createDocument(shop.app, new DocumentBuilder().build());
    for (const path of ['/above/{number}', '/below/{number}']) {
      const { summary, parameters, operationId } = paths[path]!.post!;
      expect(summary).toBe('Places an order');
      expect(parameters).toEqual([expect.objectContaining({ name: 'number', in: 'path' })]);
      expect(operationId).toMatch(/^(Above|Below)Controller_place$/);
    }
  });
});
