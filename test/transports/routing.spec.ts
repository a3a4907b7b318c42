import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  All,
  Body,
  Controller,
  Inject,
  Injectable,
  Module,
  Post,
  Req,
  Scope,
  Version,
  VersioningType,
  type ControllerOptions,
  type Type,
} from '@nestjs/common';
import {
  ContextIdFactory,
  LazyModuleLoader,
  REQUEST,
  RouterModule,
  type ContextId,
  type ContextIdStrategy,
  type HostComponentInfo,
} from '@nestjs/core';
import { ConvergeService, TrackConverge } from '../../lib/index.js';
import { orderEvent, orderParts } from '../utils/events.js';
import { PLATFORMS } from '../utils/test-app.js';
import { useOneShop } from '../utils/use-shop.js';

interface Order {
  readonly id: string;
}

const options = {
  properties: ({ id }: Order) => orderParts(id).properties,
  profileProperties: () => orderParts().profile_properties,
  aliases: () => ['urn:a:b'],
};

/** The same, under an id that says which handler has tracked it. */
const by = (name: string) => ({ ...options, eventId: ({ id }: Order) => `${name}-${id}` });

abstract class BaseController {
  @Post('inherited')
  @TrackConverge('Placed Order', by('base'))
  inherited(@Body() order: Order) {
    return order;
  }

  @Post('overridden')
  @TrackConverge('Placed Order', by('base'))
  overridden(@Body() order: Order) {
    return order;
  }

  @Post('decorated')
  @TrackConverge('Placed Order', by('base'))
  decorated(@Body() order: Order) {
    return order;
  }
}

@Controller('child')
class ChildController extends BaseController {
  @Post('overridden')
  override overridden(@Body() order: Order) {
    return super.overridden(order);
  }

  @Post('decorated')
  @TrackConverge('Placed Order', by('child'))
  override decorated(@Body() order: Order) {
    return super.decorated(order);
  }
}

@Controller('versioned')
class VersionedController {
  @Post()
  @Version('1')
  @TrackConverge('Placed Order', by('v1'))
  one(@Body() order: Order) {
    return order;
  }

  @Post()
  @Version('2')
  @TrackConverge('Placed Order', by('v2'))
  two(@Body() order: Order) {
    return order;
  }
}

/** A controller that tracks what is posted to it, and returns it. */
function orderController(path: ControllerOptions, mappers: object = options): Type {
  @Controller(path)
  class OrderController {
    @Post()
    @TrackConverge('Placed Order', { ...options, ...mappers })
    place(@Body() order: Order) {
      return order;
    }
  }
  return OrderController;
}

@Controller('all')
class AllController {
  @All()
  @TrackConverge('Placed Order', options)
  any(@Req() { method }: { method: string }) {
    return { id: method };
  }
}

@Module({ controllers: [orderController({ path: 'orders' })] })
class OrdersModule {}

/** A provider that is shared by the requests of one tenant. */
@Injectable({ scope: Scope.REQUEST, durable: true })
class Tenant {
  static created = 0;
  readonly number = ++Tenant.created;
  readonly name: string;

  constructor(@Inject(REQUEST) request: { tenant?: string; headers?: Record<string, string> }) {
    // Nest gives a durable provider the payload of its strategy; a request would be the first one's.
    this.name = request.headers === undefined ? String(request.tenant) : 'a request';
  }
}

@Injectable({ scope: Scope.REQUEST, durable: true })
class TenantMapper {
  constructor(private readonly tenant: Tenant) {}

  map({ id }: Order) {
    const { name, number } = this.tenant;
    return { ...orderParts(id).properties, tenant: name, tenant_number: number };
  }
}

@Controller('tenant')
class TenantController {
  constructor(private readonly tenant: Tenant) {}

  @Post()
  @TrackConverge('Placed Order', { ...options, properties: TenantMapper })
  place(@Body() order: Order) {
    return { ...order, tenant: this.tenant.name, tenant_number: this.tenant.number };
  }
}

class TenantStrategy implements ContextIdStrategy {
  private readonly tenants = new Map<string, ContextId>();

  attach(contextId: ContextId, request: { headers?: Record<string, string> }) {
    const tenant = request.headers?.['x-tenant'] ?? 'none';
    let tenantId = this.tenants.get(tenant);
    if (tenantId === undefined) this.tenants.set(tenant, (tenantId = ContextIdFactory.create()));
    return {
      resolve: ({ isTreeDurable }: HostComponentInfo) => (isTreeDurable ? tenantId : contextId),
      payload: { tenant },
    };
  }
}

@Injectable()
class LazyService {
  constructor(private readonly converge: ConvergeService) {}

  place(id: string) {
    return this.converge.track(orderEvent({ event_id: id }));
  }
}

@Module({ controllers: [orderController({ path: 'lazy' })], providers: [LazyService] })
class LazyModule {}

describe.each(PLATFORMS)('tracked routes on %s', (platform) => {
  const settings = ContextIdFactory as unknown as { strategy: unknown };
  let strategy: unknown;
  beforeAll(() => {
    strategy = settings.strategy;
    ContextIdFactory.apply(new TenantStrategy());
  });
  afterAll(() => void (settings.strategy = strategy));
  const shop = useOneShop({
    platform,
    imports: [OrdersModule, RouterModule.register([{ path: 'routed', module: OrdersModule }])],
    controllers: [
      ChildController,
      VersionedController,
      orderController({ host: 'shop.example.com', path: 'hosted' }),
      AllController,
      TenantController,
      orderController({ path: 'static' }, { properties: TenantMapper }),
    ],
    providers: [Tenant, TenantMapper],
    prepare: (app) => {
      app.setGlobalPrefix('api');
      app.enableVersioning({ type: VersioningType.HEADER, header: 'X-Version' });
    },
  });

  const place = async (path: string, id: string, headers: object = {}) => {
    const { status, body } = await shop.request('POST', `/api/${path}`, { id }, headers);
    return [status, JSON.parse(body).id];
  };

  it('tracks an inherited handler', async () => {
    expect(await place('child/inherited', '1')).toEqual([201, '1']);
    expect(await shop.sentIds()).toEqual(['base-1']);
    expect(shop.logger.said('debug')).toContain('ChildController#inherited tracks "Placed Order"');
  });

  it('tracks nothing of an overridden handler without a decorator of its own', async () => {
    expect(await place('child/overridden', '1')).toEqual([201, '1']);
    expect(await shop.sentIds()).toEqual([]);
  });

  it('tracks an overridden handler as its own decorator says, once', async () => {
    expect(await place('child/decorated', '1')).toEqual([201, '1']);
    expect(await shop.sentIds()).toEqual(['child-1']);
  });

  it('tracks each version of a route', async () => {
    expect(await place('versioned', '1', { 'X-Version': '1' })).toEqual([201, '1']);
    expect(await place('versioned', '2', { 'X-Version': '2' })).toEqual([201, '2']);
    expect(await shop.sentIds()).toEqual(['v1-1', 'v2-2']);
  });

  it('tracks a route of one host', async () => {
    expect((await place('hosted', '1'))[0]).toBe(404);
    expect(await place('hosted', '2', { Host: 'shop.example.com' })).toEqual([201, '2']);
    expect(await shop.sentIds()).toEqual(['2']);
  });

  it('tracks a route of RouterModule under a global prefix', async () => {
    expect(await place('routed/orders', '1')).toEqual([201, '1']);
    expect(await shop.sentIds()).toEqual(['1']);
  });

  it('tracks @All with every method', async () => {
    const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
    for (const method of methods) {
      expect((await shop.request(method, '/api/all')).status).toBeLessThan(300);
    }
    expect((await shop.sentIds()).sort()).toEqual(methods);
  });

  it('shares a durable provider between handler and mapper', async () => {
    const answers = [];
    for (const [id, tenant] of [
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'a'],
    ]) {
      const { body } = await shop.request('POST', '/api/tenant', { id }, { 'X-Tenant': tenant });
      answers.push(JSON.parse(body));
    }
    const events = await shop.sent();
    expect(answers.map(({ tenant }) => tenant)).toEqual(['a', 'b', 'a']);
    expect(answers[0].tenant_number).toBe(answers[2].tenant_number);
    expect(
      events.map(({ event_id, properties }) => ({
        id: event_id,
        tenant: properties['tenant'],
        tenant_number: properties['tenant_number'],
      })),
    ).toEqual(answers);
  });

  it('gives a durable mapper of another handler the payload of its tenant', async () => {
    await place('static', '1', { 'X-Tenant': 'c' });
    await place('static', '2', { 'X-Tenant': 'd' });
    await place('static', '3', { 'X-Tenant': 'c' });
    const events = await shop.sent();
    expect(events.map(({ properties }) => properties['tenant'])).toEqual(['c', 'd', 'c']);
  });

  it('tracks by ConvergeService in a lazy-loaded module, of whose controllers Nest makes no routes', async () => {
    const lazy = await shop.app.get(LazyModuleLoader).load(() => LazyModule);
    expect((await place('lazy', '1'))[0]).toBe(404);
    await lazy.get(LazyService).place('lazy-2');
    expect(await shop.sentIds()).toEqual(['lazy-2']);
  });
});
