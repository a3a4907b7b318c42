import { beforeEach, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { ConvergeService, type ConvergeModuleOptions } from '../../lib/index.js';
import { createConverge } from '../../lib/express/index.js';
import { postgres } from '../../lib/postgres/index.js';
import { createSandbox } from '../../sandbox/server/index.js';
import { ConvergeTesting, ConvergeTestingModule } from '../../lib/testing/index.js';
import { orderEvent } from '../utils/events.js';
import { describeWithPostgres, usePostgres } from '../utils/postgres.js';
import { startShop } from '../utils/shop.js';
import { eventually } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';
import { inTransaction as inTransactionOf } from './support/libraries.js';

const database = usePostgres();

const inTransaction = (work: (client: object) => Promise<unknown>) =>
  inTransactionOf(database.pool, work);

const isEmpty = () =>
  eventually('the table is empty', async () => (await database.waiting()).length === 0);

describeWithPostgres('ConvergeService.enqueue', () => {
  const { shop, start } = useShop({});
  const open = (options: ConvergeModuleOptions = {}) =>
    start({ transactions: postgres({ connection: database.url }), ...options });

  beforeEach(() => database.pool.query('DELETE FROM converge_events'));

  it('sends an event when its transaction has committed, and not before', async () => {
    await open();
    await inTransaction(async (client) => {
      await shop.converge.enqueue(client, orderEvent());
      expect(await shop.sent()).toEqual([]);
    });
    const [received] = await shop.sandbox.waitForEvents(1);
    expect(received!.event).toEqual(orderEvent());
    expect(shop.logger.said('error')).toEqual([]);
  });

  it('sends nothing of a transaction that is rolled back', async () => {
    await open();
    const failing = inTransaction(async (client) => {
      await shop.converge.enqueue(client, orderEvent({ event_id: 'rolled-back' }));
      throw new Error('no stock');
    });
    await expect(failing).rejects.toThrow('no stock');
    await inTransaction((client) => shop.converge.enqueue(client, orderEvent()));
    await shop.sandbox.waitForEvents(1);
    await isEmpty();
    expect(await shop.sentIds()).toEqual(['order-1']);
  });

  it('makes the checks of track: an invalid event is an error, and not written', async () => {
    await open();
    await inTransaction(async (client) => {
      const wrong = shop.converge.enqueue(client, orderEvent({ aliases: [] }));
      await expect(wrong).rejects.toMatchObject({ name: 'ConvergeValidationError' });
      await shop.converge.enqueue(client, orderEvent());
    });
    await shop.sandbox.waitForEvents(1);
    expect(await shop.converge.deadLetters()).toEqual([]);
  });

  it('asks consent and beforeSend, and adds what they add', async () => {
    await open({
      consent: (_context, { event_id }) => (event_id === 'refused' ? 'drop' : 'send'),
      beforeSend: (event) => ({ ...event, properties: { ...event.properties, channel: 'web' } }),
    });
    await inTransaction(async (client) => {
      await shop.converge.enqueue(client, orderEvent({ event_id: 'refused' }));
      await shop.converge.enqueue(client, orderEvent());
    });
    const [received] = await shop.sandbox.waitForEvents(1);
    expect(received!.event.properties).toMatchObject({ channel: 'web' });
    expect(await shop.sentIds()).toEqual(['order-1']);
    expect((await shop.counters()).consentDenied).toBe(1);
  });

  it('refuses a pool, and says so in the log: a call may not be awaited', async () => {
    await open();
    const refused = shop.converge.enqueue(database.pool, orderEvent());
    await expect(refused).rejects.toThrow(TypeError);
    expect(shop.logger.said('error')).toEqual([
      'ConvergeService.enqueue, "Placed Order": the event was not written in the transaction: this handle of ' +
        'node-postgres is not in an open transaction, so the event would exist without its order: pass the ' +
        'client of pool.connect(), after its BEGIN.',
    ]);
  });

  it("throws the database's own error, and logs its code alone", async () => {
    await open({ transactions: postgres({ connection: false, table: 'missing' }) });
    const failing = inTransaction((client) => shop.converge.enqueue(client, orderEvent()));
    await expect(failing).rejects.toMatchObject({ code: '42P01' });
    expect(shop.logger.said('error')).toEqual([
      'ConvergeService.enqueue, "Placed Order": the event was not written in the transaction: the database ' +
        'refused it (42P01: a table is missing)',
    ]);
    expect((await shop.counters()).enqueueFailed).toBe(1);
  });

  it('refuses an event that is too large for the outbox, before it is written', async () => {
    await open({ outbox: { maxEventBytes: JSON.stringify(orderEvent()).length } });
    await inTransaction(async (client) => {
      const refused = shop.converge.enqueue(client, orderEvent({ event_id: 'order-10' }));
      await expect(refused).rejects.toMatchObject({ reason: 'maxEventBytes' });
    });
    expect(await database.waiting()).toEqual([]);
    expect((await shop.counters()).dropped).toBe(1);
    await inTransaction((client) => shop.converge.enqueue(client, orderEvent()));
  });

  it('names the option without which it cannot work', async () => {
    await open({ transactions: undefined });
    await expect(shop.converge.enqueue({}, orderEvent())).rejects.toThrow(
      'enqueue needs the option "transactions": set it to postgres({ connection }) of ' +
        '"nestjs-converge/postgres".',
    );
  });

  it('writes nothing while the module is disabled', async () => {
    await open({ enabled: false });
    await inTransaction((client) => shop.converge.enqueue(client, orderEvent()));
    expect(await database.waiting()).toEqual([]);
  });

  it('only writes where another process moves the events, and cannot erase them', async () => {
    await open({ transactions: postgres({ connection: false }) });
    await inTransaction((client) => shop.converge.enqueue(client, orderEvent()));
    expect(await shop.converge.flush()).toBe(0);
    expect(await database.waiting()).toHaveLength(1);
    await expect(shop.converge.erase('urn:email:jane@example.com')).rejects.toThrow(
      'erase in a process whose postgres() has a connection',
    );
  });

  it('lets erase find a person in the table, too', async () => {
    await open();
    shop.sandbox.simulateFault({ status: 503 });
    await inTransaction((client) => shop.converge.enqueue(client, orderEvent()));
    expect(await shop.converge.erase('urn:email:jane@example.com')).toBe(1);
    expect(await database.waiting()).toEqual([]);
  });

  it('says that erase could not look into the table', async () => {
    const url = 'postgres://root@127.0.0.1:1/test';
    await open({ transactions: postgres({ connection: url }) });
    const erasing = shop.converge.erase('urn:email:jane@example.com');
    await expect(erasing).rejects.toMatchObject({ name: 'EraseIncompleteError' });
  });
});

describeWithPostgres('without Nest', () => {
  it('writes, moves and delivers the same', async () => {
    const sandbox = await createSandbox();
    const { token, endpoint } = sandbox;
    const transactions = postgres({ connection: database.url });
    const converge = await createConverge({ token, endpoint, transactions });
    await inTransaction((client) => converge.enqueue(client, orderEvent()));
    await sandbox.waitForEvents(1);
    await converge.close();
    await sandbox.close();
  });
});

it('is recorded for the assertions of a test, without a database', async () => {
  const imports = [ConvergeTestingModule.forRoot()];
  const module = await Test.createTestingModule({ imports }).compile();
  await module.get(ConvergeService).enqueue({}, orderEvent());
  expect(module.get(ConvergeTesting).lastEvent('Placed Order')).toEqual(orderEvent());
});

it('is refused without what postgres returns', async () => {
  const transactions = {} as ReturnType<typeof postgres>;
  await expect(startShop({ transactions }, {})).rejects.toThrow(
    'option "transactions" must be what postgres({ ... }) of "nestjs-converge/postgres" returns',
  );
});

it.each([undefined, '', null, 7])('postgres refuses the connection %p', (connection) => {
  expect(() => postgres({ connection: connection as string })).toThrow(
    'postgres: "connection" must be a URL',
  );
});

it.each(['a b', 'a"b', 'a.b.c', 'a'.repeat(64), ''])('postgres refuses the table %p', (table) => {
  expect(() => postgres({ connection: false, table })).toThrow('postgres: "table" must be a name');
});
