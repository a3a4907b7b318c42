import pg from 'pg';

/** A library with which an application runs transactions. */
export interface Library {
  readonly name: string;
  /** What is no transaction, but may be taken for one. */
  outside(): object;
  /** Commits what the work does, or rolls it back if it rejects. */
  transaction(work: (handle: object) => Promise<void>): Promise<void>;
  close(): Promise<unknown>;
}

/** Runs work with a client of node-postgres in a transaction, and commits unless it fails. */
export async function inTransaction(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<unknown>,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await work(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

/** Opens a library on a database. Each is loaded when it is used: all of them take a second. */
export const LIBRARIES: Record<string, (url: string) => Promise<Library>> = {
  'node-postgres': async (url) => {
    const pool = new pg.Pool({ connectionString: url });
    return {
      name: 'node-postgres',
      outside: () => pool,
      transaction: (work) => inTransaction(pool, work),
      close: () => pool.end(),
    };
  },
  TypeORM: async (url) => {
    const { DataSource } = await import('typeorm');
    const source = await new DataSource({ type: 'postgres', url }).initialize();
    return {
      name: 'TypeORM',
      outside: () => source.manager,
      transaction: (work) => source.transaction(work),
      close: () => source.destroy(),
    };
  },
  'TypeORM with a QueryRunner': async (url) => {
    const { DataSource } = await import('typeorm');
    const source = await new DataSource({ type: 'postgres', url }).initialize();
    return {
      name: 'TypeORM',
      outside: () => source,
      async transaction(work) {
        const runner = source.createQueryRunner();
        try {
          await runner.startTransaction();
          await work(runner);
          await runner.commitTransaction();
        } catch (error) {
          await runner.rollbackTransaction();
          throw error;
        } finally {
          await runner.release();
        }
      },
      close: () => source.destroy(),
    };
  },
  Drizzle: async (url) => {
    const { drizzle } = await import('drizzle-orm/node-postgres');
    const pool = new pg.Pool({ connectionString: url });
    const db = drizzle(pool);
    return {
      name: 'Drizzle',
      outside: () => db,
      transaction: (work) => db.transaction(work),
      close: () => pool.end(),
    };
  },
  Knex: async (url) => {
    const { default: knexFrom } = await import('knex');
    const knex = knexFrom({ client: 'pg', connection: url });
    return {
      name: 'Knex',
      outside: () => knex,
      transaction: (work) => knex.transaction(work),
      close: () => knex.destroy(),
    };
  },
  Kysely: async (url) => {
    const { Kysely, PostgresDialect } = await import('kysely');
    const pool = new pg.Pool({ connectionString: url });
    const db = new Kysely({ dialect: new PostgresDialect({ pool }) });
    return {
      name: 'Kysely',
      outside: () => db,
      transaction: (work) => db.transaction().execute(work),
      close: () => db.destroy(),
    };
  },
  MikroORM: async (url) => {
    const { MikroORM, EntitySchema } = await import('@mikro-orm/postgresql');
    const properties = { id: { type: 'number', primary: true } } as const;
    const entities = [new EntitySchema({ name: 'Any', properties })];
    const connection = { options: new URL(url).searchParams.get('options')! };
    const driverOptions = { connection };
    const orm = await MikroORM.init({ clientUrl: url, entities, driverOptions });
    return {
      name: 'MikroORM',
      outside: () => orm.em.fork(),
      transaction: (work) => orm.em.fork().transactional(work),
      close: () => orm.close(),
    };
  },
  Prisma: async (url) => {
    const pool = new pg.Pool({ connectionString: url });
    return {
      name: 'Prisma',
      outside: () => ({ $connect: async () => undefined, $executeRawUnsafe: async () => 0 }),
      transaction: (work) =>
        inTransaction(pool, (client) => {
          // As the client that `prisma.$transaction` gives: Prisma's own has to be generated.
          let isOver = false;
          const $executeRawUnsafe = async (sql: string, ...params: unknown[]) => {
            if (isOver) throw new Error('Transaction already closed');
            return (await client.query(sql, params)).rowCount;
          };
          const handle = { $executeRawUnsafe, $transaction: async () => undefined };
          return work(handle).finally(() => (isOver = true));
        }),
      close: () => pool.end(),
    };
  },
};
