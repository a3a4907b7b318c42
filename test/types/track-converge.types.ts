/**
 * What compiles and what does not: checked by `npm run typecheck`, which fails when an expected error
 * does not occur.
 */
import { of, type Observable } from 'rxjs';
import {
  ConvergeModule,
  TrackConverge,
  type AliasesMapper,
  type ProfilePropertiesMapper,
  type PropertiesMapper,
  type TrackOptions,
} from '../../lib/index.js';

interface Order {
  id: string;
  total: number;
}

interface ImportedOrder extends Order {
  importedAt: Date;
}

class OrderMapper implements PropertiesMapper<Order> {
  map(order: Order) {
    return { id: order.id };
  }
}

class ProfileMapper implements ProfilePropertiesMapper<{ total: number }> {
  async map({ total }: { total: number }) {
    return { total };
  }
}

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

class ImportedMapper implements PropertiesMapper<ImportedOrder> {
  map({ importedAt }: ImportedOrder) {
    return { importedAt };
  }
}

declare const order: Order;
declare const eitherMapper: typeof OrderMapper | typeof ImportedMapper;

const shared: TrackOptions<Order> = { properties: OrderMapper };
const oneOfTwo: { properties: typeof OrderMapper | typeof ProfileMapper; when?: undefined } = {
  properties: OrderMapper,
};

export class Right {
  @TrackConverge('Placed Order')
  anything() {
    return 1;
  }

  @TrackConverge('Placed Order', { properties: OrderMapper })
  value() {
    return order;
  }

  @TrackConverge('Placed Order', { properties: OrderMapper, profileProperties: ProfileMapper })
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
  @TrackConverge('Started Subscription', {
    properties: ({ total }: Order) => ({ total }),
    aliases: async ({ id }: Order) => [id],
    timestamp: (_order: Order, context) => context.succeededAt,
    eventId: (_result, { request }) => request.id,
    when: ({ total }: Order) => total > 10,
  })
  stacked() {
    return order;
  }

  @TrackConverge('Placed Order', shared)
  @TrackConverge('Placed Order', oneOfTwo)
  sharedOptions() {
    return order;
  }

  @TrackConverge('Placed Order', { properties: OrderMapper })
  unknownResult(): any {
    return undefined;
  }
}

export class Wrong {
  // @ts-expect-error the mapper is written for an order
  @TrackConverge('Placed Order', { properties: OrderMapper })
  otherResult() {
    return { id: 7 };
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

  // @ts-expect-error the mapper is written for an order
  @TrackConverge('Placed Order', { properties: OrderMapper })
  nothing() {}

  // @ts-expect-error the shared options are written for an order
  @TrackConverge('Placed Order', shared)
  sharedOptions() {
    return 7;
  }

  // @ts-expect-error one of the two mappers is written for something with a session
  @TrackConverge('Placed Order', { properties: OrderMapper, aliases: SessionAliases })
  oneOfTwo() {
    return order;
  }

  // @ts-expect-error the function takes an imported order
  @TrackConverge('Placed Order', {
    properties: (imported: ImportedOrder) => ({ at: imported.importedAt }),
  })
  fewer() {
    return order;
  }

  // @ts-expect-error aliases are a list
  @TrackConverge('Placed Order', { aliases: () => 'urn:email:jane@example.com' })
  aliases() {
    return order;
  }

  // @ts-expect-error a class without map()
  @TrackConverge('Placed Order', { properties: NotAMapper })
  noMapper() {
    return order;
  }

  // @ts-expect-error there is no such option
  @TrackConverge('Placed Order', { profile_properties: ProfileMapper })
  misspelt() {
    return order;
  }

  // @ts-expect-error there is no such option, beside one that there is
  @TrackConverge('Placed Order', { properties: OrderMapper, propertys: OrderMapper })
  misspeltBesideRight() {
    return order;
  }

  // @ts-expect-error either of the two mappers may be the one, and one is written for more
  @TrackConverge('Placed Order', { properties: eitherMapper })
  either() {
    return order;
  }

  // @ts-expect-error an event needs a name
  @TrackConverge()
  noName() {
    return order;
  }

  // @ts-expect-error only methods can be tracked
  @TrackConverge('Placed Order')
  property = 1;
}

export const modules = [
  ConvergeModule.forRoot('token'),
  ConvergeModule.forRoot('token', { enabled: false, isGlobal: false }),
  ConvergeModule.forRoot({ token: 'token', mappers: { properties: OrderMapper } }),
  ConvergeModule.forRoot({ endpoint: 'https://example.com/own' }),
  ConvergeModule.forRootAsync({ useFactory: () => ({ token: 'token' }), isGlobal: false }),
  ConvergeModule.forRootAsync({
    inject: ['CONFIG'],
    useFactory: async (config: { token: string }) => ({ token: config.token }),
    extraProviders: [{ provide: 'CONFIG', useValue: { token: 'token' } }],
  }),
  // @ts-expect-error the token is the first argument already
  ConvergeModule.forRoot('token', { token: 'another' }),
  // @ts-expect-error there is no such option
  ConvergeModule.forRoot({ token: 'token', concurrency: 3 }),
  // @ts-expect-error the factory gives no options
  ConvergeModule.forRootAsync({ useFactory: () => 'token' }),
];
