import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  createParamDecorator,
  Get,
  HttpCode,
  Post,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { TrackConverge, type ConvergeModuleOptions } from '../../lib/index.js';
import { postgres } from '../../lib/postgres/index.js';
import { orderParts } from '../utils/events.js';
import { describeWithPostgres, usePostgres } from '../utils/postgres.js';
import { startShop, type Shop } from '../utils/shop.js';
import { eventually, PLATFORMS } from '../utils/test-app.js';
import {
  currentManager,
  RequestContext,
  Transaction,
  Transactional,
} from './support/transactional.js';

interface Order {
  readonly id: string;
  /** What goes wrong with it. */
  readonly fault?: 'handler' | 'commit' | 'mapper' | 'event';
}

const database = usePostgres([
  // The commit of an order without a customer fails.
  'CREATE TABLE customers (id text PRIMARY KEY)',
  "INSERT INTO customers VALUES ('jane')",
  `CREATE TABLE orders (id text PRIMARY KEY,
     customer text REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED)`,
]);
const steps: string[] = [];
const source = new DataSource({ type: 'postgres', url: database.url });

const mappers = {
  properties: ({ id, fault }: Order) => {
    steps.push('mapped');
    if (fault === 'mapper') throw new Error('no properties');
    return orderParts(id).properties;
  },
  profileProperties: () => orderParts().profile_properties,
  aliases: ({ fault }: Order) => (fault === 'event' ? [] : orderParts().aliases),
};
const TRACKED = { ...mappers, transactional: true };

const Ctx = createParamDecorator(
  (_data, execution: ExecutionContext) => execution.switchToHttp().getRequest().ctx,
);

@Controller()
class OrdersController {
  @Post('orders')
  @Transactional(source)
  @TrackConverge('Placed Order', TRACKED)
  create(@Body() order: Order): Promise<Order> {
    return this.save(order);
  }

  @Post('wrong-order')
  @TrackConverge('Placed Order', TRACKED)
  @Transactional(source)
  wrongOrder(@Body() order: Order): Promise<Order> {
    return this.save(order);
  }

  @Post('two-events')
  @Transactional(source)
  @TrackConverge('Placed Order', mappers)
  @TrackConverge('Started Subscription', { ...TRACKED, eventId: ({ id }: Order) => `sub-${id}` })
  two(@Body() order: Order): Promise<Order> {
    return this.save(order);
  }

  /** The first attempt fails when it commits. */
  @Post('again')
  @Transactional(source, 2)
  @TrackConverge('Placed Order', TRACKED)
  again(@Body() { id }: Order): Promise<Order> {
    const fault = steps.length === 0 ? 'commit' : undefined;
    return this.save({ id, fault });
  }

  @Post('vendure')
  @Transaction()
  @TrackConverge('Placed Order', TRACKED)
  async vendure(@Ctx() { manager }: RequestContext, @Body() order: Order): Promise<Order> {
    return this.save(order, manager);
  }

  @TrackConverge('Placed Order', {
    properties: () => orderParts('named').properties,
    profileProperties: mappers.profileProperties,
    aliases: () => orderParts().aliases,
    transactional: true,
  })
  @SetMetadata('below', 'kept')
  @Get('other')
  @HttpCode(202)
  named(_one: string, _two: string) {
    return 'called';
  }

  async save(order: Order, manager = currentManager(source)): Promise<Order> {
    const customer = order.fault === 'commit' ? 'nobody' : 'jane';
    await manager.query('INSERT INTO orders VALUES ($1, $2)', [order.id, customer]);
    steps.push('saved');
    if (order.fault === 'handler') throw new Error('no stock');
    return order;
  }
}

/** For all of them, and for Vendure: see docs/transactions.md. */
const transaction = (args: readonly unknown[]) =>
  args.find((arg) => arg instanceof RequestContext)?.manager ?? currentManager(source);

describeWithPostgres.each(PLATFORMS)('a transactional handler, on %s', (platform) => {
  let shop: Shop;

  async function open(options: ConvergeModuleOptions = {}): Promise<void> {
    const transactions = postgres({ connection: database.url, transaction });
    const providers = [{ provide: DataSource, useValue: source }];
    const app = { platform, providers, controllers: [OrdersController] };
    shop = await startShop({ transactions, ...options }, app);
  }

  async function order(path: string, order: Order): Promise<string> {
    const { status, body } = await shop.request('POST', path, order);
    return `${status} ${body}`;
  }

  beforeAll(async () => {
    if (!source.isInitialized) await source.initialize();
  });
  beforeEach(async () => {
    steps.length = 0;
    await database.pool.query('DELETE FROM orders');
  });
  afterEach(() => shop.close());
  afterAll(async () => {
    if (platform === PLATFORMS.at(-1)) await source.destroy();
  });

  it('is tracked in its transaction, and its response stays as it was', async () => {
    await open({ transactions: postgres({ connection: false, transaction }) });
    expect(await order('/orders', { id: '1' })).toBe('201 {"id":"1"}');
    expect(steps).toEqual(['saved', 'mapped']);
    const [row] = await database.waiting();
    expect(JSON.parse(row!.body)).toMatchObject({ event_id: '1', event_name: 'Placed Order' });
    await database.pool.query('DELETE FROM converge_events');
    expect(shop.logger.said('error')).toEqual([]);
  });

  it('sends exactly what is committed', async () => {
    await open();
    expect(await order('/orders', { id: '1', fault: 'handler' })).toMatch(/^500 /);
    expect(await order('/orders', { id: '2', fault: 'commit' })).toMatch(/^500 /);
    expect(steps).toEqual(['saved', 'saved', 'mapped']);
    expect(await order('/orders', { id: '3' })).toBe('201 {"id":"3"}');
    await shop.sandbox.waitForEvents(1);
    expect(await shop.sentIds()).toEqual(['3']);
    expect(await database.waiting()).toEqual([]);
  });

  it('neither fails nor rolls back for a mapper that fails', async () => {
    await open();
    const id = 'of a mapper';
    expect(await order('/orders', { id, fault: 'mapper' })).toMatch(/^201 /);
    expect((await database.pool.query('SELECT id FROM orders')).rows).toEqual([{ id }]);
    expect(shop.logger.said('error')).toEqual([
      expect.stringContaining('the event was not tracked: its properties mapper failed'),
    ]);
    expect(steps).toEqual(['saved', 'mapped']);
  });

  it('makes a dead letter of an invalid event when its order is committed', async () => {
    await open();
    await order('/orders', { id: '1', fault: 'event' });
    await eventually(
      'it is a dead letter',
      async () => (await shop.converge.deadLetters()).length === 1,
    );
    expect((await database.pool.query('SELECT id FROM orders')).rowCount).toBe(1);
  });

  it('keeps order and event if the table refuses it', async () => {
    await open({ transactions: postgres({ connection: false, table: 'missing', transaction }) });
    expect(await order('/orders', { id: '1' })).toBe('201 {"id":"1"}');
    expect(await shop.sentIds()).toEqual(['1']);
    expect((await database.pool.query('SELECT id FROM orders')).rowCount).toBe(1);
    expect(shop.logger.said('error')).toEqual([
      'OrdersController#create, "Placed Order": the event was not written in the transaction of its order: the ' +
        'database refused it (42P01). It is stored after the handler has succeeded, as without transactional: true',
    ]);
  });

  it('is tracked once if its transaction is tried again', async () => {
    await open();
    expect(await order('/again', { id: '1' })).toBe('201 {"id":"1"}');
    await shop.sandbox.waitForEvents(1);
    expect(steps).toEqual(['saved', 'mapped', 'saved', 'mapped']);
    expect(await shop.sentIds()).toEqual(['1']);
  });

  it("is tracked in the transaction of an interceptor, as Vendure's, whose context it gets", async () => {
    await open();
    expect(await order('/vendure', { id: '1', fault: 'commit' })).toMatch(/^500 /);
    expect(await order('/vendure', { id: '2' })).toBe('201 {"id":"2"}');
    await shop.sandbox.waitForEvents(1);
    expect(await shop.sentIds()).toEqual(['2']);
    expect((await shop.counters()).outsideTransaction).toBe(0);
  });

  it('names the order of the decorators, and loses nothing, where it is wrong', async () => {
    await open();
    expect(await order('/wrong-order', { id: '1' })).toBe('201 {"id":"1"}');
    expect(await shop.sentIds()).toEqual(['1']);
    expect(shop.logger.said('error')).toEqual([
      expect.stringMatching(
        /Write @TrackConverge below @Transactional\(\).*[^.]\. It is stored after/,
      ),
    ]);
  });

  it('tracks the other events of the handler after it', async () => {
    await open();
    await order('/two-events', { id: '1' });
    await shop.sandbox.waitForEvents(2);
    expect((await shop.sentIds()).sort()).toEqual(['1', 'sub-1']);
  });

  it('keeps the metadata, name and length of the method, which can be called directly', async () => {
    await open();
    const { named } = OrdersController.prototype;
    expect([named.name, named.length]).toEqual(['named', 2]);
    expect(Reflect.getMetadata('below', named)).toBe('kept');
    expect(named('1', '2')).toBe('called');
    const { status, body } = await shop.request('GET', '/other');
    expect([status, body]).toEqual([202, 'called']);
  });
});
