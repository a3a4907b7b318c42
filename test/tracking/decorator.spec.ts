import { describe, expect, it } from '@jest/globals';
import { Body, Controller, Param, ParseIntPipe, Post, UseGuards } from '@nestjs/common';
import {
  GUARDS_METADATA,
  INTERCEPTORS_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { TrackConverge } from '../../lib/index.js';
import { orderParts } from '../utils/events.js';

class HasKey {
  canActivate() {
    return true;
  }
}
class NameDto {}

const result = orderParts();

@Controller('above')
class AboveController {
  @TrackConverge('Placed Order')
  @Post(':number')
  @UseGuards(HasKey)
  place(@Param('number', ParseIntPipe) number: number, @Body() name: NameDto) {
    return { ...result, number, name };
  }
}

@Controller('below')
class BelowController {
  @Post(':number')
  @UseGuards(HasKey)
  @TrackConverge('Placed Order')
  place(@Param('number', ParseIntPipe) number: number, @Body() name: NameDto) {
    return { ...result, number, name };
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
