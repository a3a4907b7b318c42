import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadSqlite } from '../../lib/outbox/sqlite/driver.js';
import { createSandbox } from '../../sandbox/server/index.js';
import { usePrograms } from '../utils/programs.js';
import { Child } from './support/child.js';
import { OrderClients } from './support/order-clients.js';
import { bodiesById } from './support/proof.js';
import { wait } from './support/random.js';

const programs = usePrograms();

describe('a shop that is closed while another program has the lock of its outbox', () => {
  it('accounts for every answered order, and ends', async () => {
    const sandbox = await createSandbox();
    const path = join(programs.folder, 'outbox');
    const shop = new Child(programs, 'shop');
    let customers: OrderClients | undefined;
    try {
      const { token, endpoint } = sandbox;
      const options = { token, endpoint, outbox: path, shutdownTimeoutMs: 2_000 };
      const url = await shop.ask<string>('start', options, ['onDropped']);
      customers = new OrderClients(() => [url], { clients: 4 });
      while (customers.acknowledged.size < 50) await wait(2);
      const other = loadSqlite()(path);
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
    } finally {
      await customers?.stop();
      await Child.killAll();
      await sandbox.close();
    }
  }, 120_000);
});
