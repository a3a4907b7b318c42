import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { NewRecord } from '../../lib/outbox/outbox.js';
import { postgres } from '../../lib/postgres/index.js';
import type { RecordStore } from '../../lib/tracking/transactions.js';
import { describeWithPostgres, usePostgres } from '../utils/postgres.js';
import { inTransaction, LIBRARIES, type Library } from './support/libraries.js';

const database = usePostgres();
const transactions = postgres({ connection: false });

/** Everything that one of the libraries, or SQL, could take for something else. */
const body = JSON.stringify({
  event_name: 'Placed Order',
  note: `it's ? "50 %" $1 \\? \\' \\\\ E'x' -- ; ?? :name @p #{} 🛒 \u0000 \ud800 \n`,
});
const record: NewRecord = { eventName: "O'Rder ?", origin: 'Shop#order', body, recordedAt: 1 };

describeWithPostgres.each(Object.entries(LIBRARIES))('a transaction of %s', (_title, open) => {
  let library: Library;

  beforeAll(async () => {
    library = await open(database.url);
  });
  afterAll(() => library.close());
  afterEach(() => database.pool.query('DELETE FROM converge_events'));

  function inTransaction(work: (transaction: RecordStore) => Promise<void>): Promise<void> {
    return library.transaction((handle) => work(transactions.join(handle, 'source')));
  }

  it('keeps the event if it commits, to the last byte', async () => {
    await inTransaction((transaction) => transaction.put(record));
    expect(await database.waiting()).toEqual([{ event_name: record.eventName, body }]);
  });

  it('keeps it to the last byte where backslashes escape in strings, too', async () => {
    const url = new URL(database.url);
    const options = url.searchParams.get('options');
    url.searchParams.set('options', `${options} -c standard_conforming_strings=off`);
    const other = await open(url.href);
    await other.transaction((handle) => transactions.join(handle, 'source').put(record));
    await other.close();
    expect(await database.waiting()).toEqual([{ event_name: record.eventName, body }]);
  });

  it('keeps nothing if it is rolled back', async () => {
    const failing = inTransaction(async (transaction) => {
      await transaction.put(record);
      throw new Error('no stock');
    });
    await expect(failing).rejects.toThrow('no stock');
    expect(await database.waiting()).toEqual([]);
  });

  it('refuses an event after its end', async () => {
    let ended: object = {};
    await library.transaction(async (handle) => void (ended = handle));
    const late = async () => transactions.join(ended, 'source').put(record);
    await expect(late()).rejects.toThrow();
    expect(await database.waiting()).toEqual([]);
  });

  it('is not what is outside of one', () => {
    expect(() => transactions.join(library.outside(), 'source')).toThrow(
      `this handle of ${library.name} is not in an open transaction`,
    );
  });
});

describeWithPostgres('other handles', () => {
  it('takes whatever can run a statement', async () => {
    const client = await database.pool.connect();
    const run = (sql: string, params: readonly unknown[]) => client.query(sql, [...params]);
    await client.query('BEGIN');
    await transactions.join({ run }, 'source').put(record);
    await client.query('ROLLBACK');
    client.release();
    expect(await database.waiting()).toEqual([]);
  });

  it('refuses a client before its BEGIN, and after its COMMIT', async () => {
    const client = await database.pool.connect();
    const join = () => transactions.join(client, 'source');
    await client.query('SELECT 1');
    expect(join).toThrow('pass the client of pool.connect(), after its BEGIN');
    await client.query('BEGIN');
    expect(join).not.toThrow();
    await client.query('COMMIT');
    expect(join).toThrow('is not in an open transaction');
    client.release();
  });

  it.each([undefined, null, 'postgres://', {}, () => 1])('refuses %p', (handle) => {
    expect(() => transactions.join(handle, 'source')).toThrow(
      'this is no handle of a transaction: pass that of node-postgres, TypeORM, Prisma, Drizzle, Knex, Kysely ' +
        'or MikroORM, or anything with a method run(sql, params)',
    );
  });

  it('replaces a NUL in the name of an event, which PostgreSQL does not take', async () => {
    await inTransaction(database.pool, (client) =>
      transactions.join(client, 'source').put({ ...record, eventName: 'a\0b' }),
    );
    expect(await database.waiting()).toMatchObject([{ event_name: 'a\ufffdb' }]);
  });
});
