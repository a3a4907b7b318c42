/**
 * What compiles and what does not: checked by `npm run typecheck`, which fails when an expected error
 * does not occur. Here: which mappers and which handlers fit together.
 */
import { of, type Observable } from 'rxjs';
import { TrackConverge, type AliasesMapper, type TrackOptions } from '../../lib/index.js';
import {
  ContactMapper,
  ImportedMapper,
  OrderMapper,
  order,
  orderProperties,
  type ImportedOrder,
  type Order,
} from './shop.js';

class SessionAliases implements AliasesMapper<{ session: string }> {
  map({ session }: { session: string }) {
    return [session];
  }
}

class NotAMapper {
  convert() {
    return {};
  }
}

declare const eitherMapper: typeof OrderMapper | typeof ImportedMapper;

const shared: TrackOptions<Order, 'Placed Order'> = { properties: OrderMapper };
const oneOfTwo: { properties: typeof OrderMapper; when?: undefined } = { properties: OrderMapper };

export class Right {
  @TrackConverge('Placed Order', { properties: OrderMapper })
  @TrackConverge('Placed Order', { properties: orderProperties })
  @TrackConverge('Placed Order', { properties: async (order: Order) => orderProperties(order) })
  @TrackConverge('Placed Order', { properties: OrderMapper })
  @TrackConverge('Logged In', {
    properties: ({ email }: Order) => ({ $email: email }),
    profileProperties: ({ email }: Order) => ({ $email: email }),
    aliases: async ({ id }: Order) => [id],
    timestamp: (_order: Order, context) => context.succeededAt,
    eventId: (_result, { request }) => request.id,
    when: ({ total }: Order) => total > 10,
  })
  @TrackConverge('Placed Order', shared)
  @TrackConverge('Placed Order', oneOfTwo)
  order() {
    return order;
  }

  @TrackConverge('Placed Order')
  anything() {
    return 1;
  }

  @TrackConverge('Placed Order', {})
  noMappers() {
    return 1;
  }

  @TrackConverge('Placed Order', { properties: OrderMapper, profileProperties: ContactMapper })
  async promise(_body: unknown, _id: string) {
    return order;
  }

  @TrackConverge('Placed Order', { properties: OrderMapper })
  observable(): Observable<Order> {
    return of(order);
  }

  @TrackConverge('Placed Order', { properties: OrderMapper })
  more(): Promise<ImportedOrder> {
    return Promise.resolve({ ...order, importedAt: new Date() });
  }

  @TrackConverge('Placed Order', { properties: OrderMapper })
  either(id: string): Order | Promise<Order> {
    return id === '' ? order : Promise.resolve(order);
  }

  @TrackConverge('Placed Order', { properties: OrderMapper })
  unknownResult(): any {
    return undefined;
  }
}

export class Wrong {
  // @ts-expect-error one of the two mappers is written for something with a session
  @TrackConverge('Placed Order', { properties: OrderMapper, aliases: SessionAliases })
  // @ts-expect-error the function takes an imported order
  @TrackConverge('Placed Order', {
    properties: (imported: ImportedOrder) => orderProperties(imported),
  })
  // @ts-expect-error either of the two mappers may be the one, and one is written for more
  @TrackConverge('Placed Order', { properties: eitherMapper })
  // @ts-expect-error a class without map()
  @TrackConverge('Placed Order', { properties: NotAMapper })
  // @ts-expect-error a mapper is a class or a function, not an instance
  @TrackConverge('Placed Order', { properties: new OrderMapper() })
  // @ts-expect-error an event needs a name
  @TrackConverge()
  // @ts-expect-error it is not called
  @TrackConverge
  order() {
    return order;
  }

  // @ts-expect-error the mapper is written for an order
  @TrackConverge('Placed Order', { properties: OrderMapper })
  otherPromise() {
    return Promise.resolve('an order');
  }

  // @ts-expect-error the mapper is written for an order
  @TrackConverge('Placed Order', { properties: OrderMapper })
  otherObservable() {
    return of(1, 2);
  }

  // @ts-expect-error the mapper is written for one order, not for a list
  @TrackConverge('Placed Order', { properties: OrderMapper })
  async aList() {
    return [order];
  }

  // @ts-expect-error the mapper is written for an order
  @TrackConverge('Placed Order', { properties: OrderMapper })
  nothing() {}

  // @ts-expect-error the mapper is written for an order, and there may be none
  @TrackConverge('Placed Order', { properties: OrderMapper })
  perhaps(): Order | undefined {
    return undefined;
  }

  // @ts-expect-error the shared options are written for an order
  @TrackConverge('Placed Order', shared)
  sharedOptions() {
    return 7;
  }

  // @ts-expect-error only methods can be tracked
  @TrackConverge('Placed Order')
  property = 1;
}

// @ts-expect-error only methods can be tracked
@TrackConverge('Placed Order')
export class NotAMethod {}
