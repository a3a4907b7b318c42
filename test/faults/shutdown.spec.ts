import { afterEach, describe, expect, it } from '@jest/globals';
import { loadSqlite } from '../../lib/outbox/sqlite/driver.js';
import { OrderClients } from './support/order-clients.js';
import { bodiesById } from './support/proof.js';
import { wait } from './support/random.js';
import { useShop } from './support/shops.js';

const { sandbox, newOutbox, start } = useShop();
let customers: OrderClients;
afterEach(() => customers.stop());

describe('a shop that is closed while another program has the lock of its outbox', () => {
  it('accounts for every answered order, and ends', async () => {
    const outbox = newOutbox();
    const options = { outbox, shutdownTimeoutMs: 2_000 };
    const { shop, url } = await start(options, { hooks: ['onDropped'] });
    customers = new OrderClients(() => [url], { clients: 4 });
    while (customers.acknowledged.size < 50) await wait(2);
    const other = loadSqlite()(outbox);
    other.exec('PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE');
    const served = customers.acknowledged.size;
    while (customers.acknowledged.size < served + 50) await wait(2);
    await Promise.all([customers.stop(), shop.ask('close')]);
    const { closed = [], ...rest } = await shop.ask<Record<string, string[]>>('heard');
    const kept = other.prepare('SELECT body FROM events').all() as { body: string }[];
    other.close();
    expect(rest).toEqual({});
    expect(closed.length).toBeGreaterThan(0);
    const known = new Set([
      ...closed,
      ...bodiesById(sandbox).keys(),
      ...kept.map(({ body }) => (JSON.parse(body) as { event_id: string }).event_id),
    ]);
    expect([...customers.acknowledged.keys()].filter((id) => !known.has(id))).toEqual([]);
    const log = await shop.ask<{ message: string }[]>('log');
    const blamed = log.filter(({ message }) => message.includes('mappers'));
    expect(blamed).toEqual([]);
  }, 120_000);
});
