/** Whatever can run one SQL statement in an open transaction. */
export interface StatementRunner {
  /** @param params the values of `$1`, `$2` ... */
  run(sql: string, params: readonly (string | null)[]): PromiseLike<unknown>;
}
export type Run = StatementRunner['run'];

/** How a library's handles are recognised and used. */
interface Adapter {
  readonly name: string;
  readonly fits: (handle: any) => boolean;
  /** Whether it is an open transaction, as far as that can be seen. */
  readonly isOpen: (handle: any) => boolean;
  /** What to pass instead of one that is not. */
  readonly advice: string;
  readonly run: (handle: any) => Run;
}

/** Whether a client of node-postgres is in a transaction. Older ones do not say. */
const isInTransaction = (client: any) => (client?.getTransactionStatus?.() ?? 'T') !== 'I';

const isFunction = (value: unknown) => typeof value === 'function';

/** By what each library documents of its handles; the first one that fits is used. */
const ADAPTERS: readonly Adapter[] = [
  {
    name: 'Prisma',
    fits: (handle) => isFunction(handle.$executeRawUnsafe),
    isOpen: (handle) => !isFunction(handle.$connect),
    advice: 'pass the client that prisma.$transaction(async (tx) => ...) gives',
    run: (handle) => (sql, params) => handle.$executeRawUnsafe(sql, ...params),
  },
  {
    name: 'Knex',
    fits: (handle) => isFunction(handle.raw) && isFunction(handle.transaction),
    isOpen: (handle) => handle.isTransaction === true && !handle.isCompleted(),
    advice: 'pass the trx of knex.transaction(async (trx) => ...)',
    run: (handle) => (sql, params) => handle.raw(sql.replaceAll(/\$\d+/g, '?'), [...params]),
  },
  {
    name: 'Kysely',
    fits: (handle) => isFunction(handle.executeQuery) && 'isTransaction' in handle,
    isOpen: (handle) => handle.isTransaction,
    advice: 'pass the trx of db.transaction().execute(async (trx) => ...)',
    run: (handle) => (sql, parameters) =>
      handle.executeQuery({
        sql,
        parameters,
        query: { kind: 'RawNode', sqlFragments: [sql], parameters: [] },
        queryId: { queryId: 'converge' },
      }),
  },
  {
    name: 'MikroORM',
    fits: (handle) => isFunction(handle.execute) && isFunction(handle.isInTransaction),
    isOpen: (handle) => handle.isInTransaction(),
    advice: 'pass the em of em.transactional(async (em) => ...)',
    run: (handle) => (sql, params) => handle.execute(sql.replaceAll(/\$\d+/g, '?'), params, 'run'),
  },
  {
    name: 'Drizzle',
    fits: (handle) => isFunction(handle.execute) && isFunction(handle.transaction),
    isOpen: (handle) => isFunction(handle.rollback) && isInTransaction(handle.session?.client),
    advice: 'pass the tx of db.transaction(async (tx) => ...)',
    // Parameters would need its `sql` tag, and with it the application's own copy of Drizzle.
    run: (handle) => (sql, params) => handle.execute(withLiterals(sql, params)),
  },
  {
    name: 'TypeORM',
    fits: (handle) =>
      isFunction(handle.query) &&
      (isFunction(handle.getRepository) || 'isTransactionActive' in handle),
    isOpen: (handle) => (handle.queryRunner ?? handle).isTransactionActive === true,
    advice:
      'pass the manager of dataSource.transaction(async (manager) => ...), or a QueryRunner after ' +
      'startTransaction()',
    run: (handle) => (sql, params) => handle.query(sql, params),
  },
  {
    name: 'node-postgres',
    fits: (handle) => isFunction(handle.query) && isFunction(handle.connect),
    // A pool has no status, and takes another connection for each statement.
    isOpen: (handle) => !('totalCount' in handle) && isInTransaction(handle),
    advice: 'pass the client of pool.connect(), after its BEGIN',
    run: (handle) => (sql, params) => handle.query(sql, params),
  },
];

/** How to run a statement in a transaction. @throws TypeError for what is not known, or is no open transaction */
export function runnerOf(handle: any): Run {
  const isObject = (typeof handle === 'object' && handle !== null) || isFunction(handle);
  const adapter = isObject ? ADAPTERS.find(({ fits }) => fits(handle)) : undefined;
  if (adapter === undefined) {
    if (isObject && isFunction(handle.run)) return (sql, params) => handle.run(sql, params);
    throw new TypeError(
      'this is no handle of a transaction: pass that of node-postgres, TypeORM, Prisma, Drizzle, Knex, Kysely ' +
        'or MikroORM, or anything with a method run(sql, params) that runs one statement in the transaction.',
    );
  }
  if (adapter.isOpen(handle)) return adapter.run(handle);
  throw new TypeError(
    `this handle of ${adapter.name} is not in an open transaction, so the event would exist without its order: ` +
      `${adapter.advice}.`,
  );
}

/** Safe with and without `standard_conforming_strings`. */
function withLiterals(sql: string, params: readonly (string | null)[]): string {
  return sql.replaceAll(/\$(\d+)/g, (_all, number: string) => {
    const value = params[Number(number) - 1] ?? null;
    if (value === null) return 'NULL';
    const quoted = `'${value.replaceAll("'", "''")}'`;
    return value.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
  });
}
