import {
  BadRequestException,
  Body,
  Controller,
  Post,
  type ModuleMetadata,
  type Provider,
  type Type,
} from '@nestjs/common';
import { Exclude } from 'class-transformer';
import { IsString } from 'class-validator';
import { TrackConverge } from '../../../lib/index.js';
import { orderParts } from '../../utils/events.js';
import { startShop } from '../../utils/shop.js';
import type { Answer, Platform } from '../../utils/test-app.js';

export class OrderDto {
  @IsString()
  id!: string;
}

export class Order {
  @Exclude()
  readonly margin = 7;
  constructor(readonly id: string) {}
}

/** Where a feature stands; on a handler, above or below its @TrackConverge. */
export const PLACES = ['above', 'below', 'on the controller', 'global'] as const;
export type Place = (typeof PLACES)[number];

/** Something of Nest's that must not notice the decorator. */
export interface Feature {
  readonly decorator: MethodDecorator & ClassDecorator;
  readonly global: Provider;
  readonly imports?: ModuleMetadata['imports'];
  readonly route?: MethodDecorator;
  readonly calls: readonly [method: string, body: unknown, headers?: object][];
}

/** A controller with the feature in that place. @param track undefined: without the decorator */
export function controllerOf(
  { decorator, route = Post('orders') }: Feature,
  place: Place,
  track: MethodDecorator | undefined,
): Type {
  class OrdersController {
    place(dto: OrderDto | undefined) {
      if (dto?.id === 'out of stock') throw new BadRequestException(dto.id);
      return new Order('1');
    }
  }
  const { prototype } = OrdersController;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'place')!;
  const written = { above: [decorator, track], below: [track, decorator] };
  const decorators = place in written ? written[place as 'above' | 'below'] : [track];
  // The lowest is applied first.
  for (const decorate of [route, ...decorators].toReversed())
    decorate?.(prototype, 'place', descriptor);
  Body()(prototype, 'place', 0);
  Reflect.defineMetadata('design:paramtypes', [OrderDto], prototype, 'place');
  if (place === 'on the controller') decorator(OrdersController);
  Controller()(OrdersController);
  return OrdersController;
}

/** What came of the calls, and of their events. */
export interface Outcome {
  readonly answers: readonly Answer[];
  /** What the mappers got. */
  readonly mapped: readonly unknown[];
  /** The ids of what was sent. */
  readonly ids: readonly unknown[];
}

/** Does the calls, with the decorator or without it. */
export async function run(
  platform: Platform,
  feature: Feature,
  place: Place,
  isTracked: boolean,
): Promise<Outcome> {
  const mapped: unknown[] = [];
  const track = TrackConverge('Placed Order', {
    properties: (result: unknown) => {
      mapped.push(result);
      return orderParts().properties;
    },
    profileProperties: () => orderParts().profile_properties,
    aliases: () => ['urn:a:b'],
  }) as MethodDecorator;
  const shop = await startShop(
    {},
    {
      platform,
      imports: feature.imports ?? [],
      controllers: [controllerOf(feature, place, isTracked ? track : undefined)],
      providers: place === 'global' ? [feature.global] : [],
    },
  );
  try {
    const answers: Answer[] = [];
    for (const [method, body, headers] of feature.calls) {
      answers.push(withoutClock(await shop.request(method, '/orders', body, headers)));
    }
    return { answers, mapped, ids: await shop.sentIds() };
  } finally {
    await shop.close();
  }
}

/** Some headers count seconds. */
function withoutClock({ headers, ...rest }: Answer): Answer {
  const clocks = ['x-ratelimit-reset', 'retry-after'];
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    clocks.includes(name) ? 'seconds' : value,
  ]);
  return { ...rest, headers: Object.fromEntries(entries) };
}
