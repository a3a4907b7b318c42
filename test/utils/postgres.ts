import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';
import { migration } from '../../lib/postgres/index.js';
import { canUse, needs, POSTGRES_URL } from './needs.js';

const isThere = await canUse(POSTGRES_URL);

/** `describe` for tests that use the server; each spec has a schema of its own in its database. */
export const { describe: describeWithPostgres } = needs(
  `PostgreSQL at ${new URL(POSTGRES_URL).host}`,
  isThere,
);

/** A schema of a spec, with a pool of connections to it. */
export interface TestDatabase {
  readonly pool: pg.Pool;
  /** For relays and ORMs, whose connections have the schema's name. */
  readonly url: string;
  /** The connections by that URL. */
  connections(): Promise<number>;
  /** Ends them. @returns how many */
  terminate(): Promise<number>;
  /** The rows that wait in the table, oldest first. */
  waiting(table?: string): Promise<{ event_name: string; body: string }[]>;
}

/** For the top of a spec: an empty schema with the library's table, removed after the tests. */
export function usePostgres(statements: readonly string[] = []): TestDatabase {
  const schema = `converge_${randomBytes(6).toString('hex')}`;
  const url = new URL(POSTGRES_URL);
  url.searchParams.set('options', `-c search_path=${schema}`);
  const pool = new pg.Pool({ connectionString: url.href });
  url.searchParams.set('application_name', schema);
  if (isThere) {
    beforeAll(async () => {
      await pool.query(`CREATE SCHEMA ${schema}`);
      for (const statement of [migration(), ...statements]) await pool.query(statement);
    });
    afterAll(async () => {
      await pool.query(`DROP SCHEMA ${schema} CASCADE`);
      await pool.end();
    });
  }
  return {
    pool,
    url: url.href,
    connections: async () => {
      const counted = 'SELECT count(*)::int FROM pg_stat_activity WHERE application_name = $1';
      return (await pool.query(counted, [schema])).rows[0].count;
    },
    terminate: async () => {
      const ended =
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1';
      return (await pool.query(ended, [schema])).rowCount!;
    },
    waiting: async (table = 'converge_events') =>
      (await pool.query(`SELECT event_name, body FROM ${table} ORDER BY id`)).rows,
  };
}
