import { createConverge, type Converge, type ConvergeOptions } from '../../../lib/express/index.js';
import { postgres } from '../../../lib/postgres/index.js';
import { LIBRARIES, type Library } from '../../postgres/support/libraries.js';
import { orderEvent } from '../../utils/events.js';
import { serveCommands } from './commands.js';
import pg from 'pg';

/** How many orders are placed at once. */
const TOGETHER = 6;

let converge: Converge;
let library: Library;
let pool: pg.Pool;

serveCommands({
  /** Starts a shop that writes its events in the transactions of a library, and moves and sends them. */
  async start(name: string, url: string, options: ConvergeOptions): Promise<void> {
    pool = new pg.Pool({ connectionString: url });
    library = await LIBRARIES[name]!(url);
    converge = await createConverge({
      ...options,
      transactions: postgres({ connection: url }),
    });
  },
  /** Places orders until so many were tried by all shops together. */
  async sell(count: number): Promise<void> {
    const sellOn = async () => {
      for (;;) {
        const { rows } = await pool.query("SELECT nextval('attempts')::int AS n");
        const n: number = rows[0].n;
        if (n > count) return;
        await order(n).catch((error: Error) => {
          if (!/no stock|foreign key/.test(`${error.message} ${String(error.cause)}`)) throw error;
        });
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, sellOn));
  },
  stats: () => converge.stats(),
});

/** Every third order is rolled back, and the commit of every fiftieth fails. */
function order(n: number): Promise<void> {
  const id = `order-${n}`;
  const customer = n % 50 === 1 ? 'nobody' : 'jane';
  return library.transaction(async (handle) => {
    await statement(handle, `INSERT INTO orders VALUES ('${id}', '${customer}')`);
    await converge.enqueue(handle, orderEvent({ event_id: id }));
    if (n % 3 === 0) throw new Error('no stock');
  });
}

function statement(handle: any, sql: string): Promise<unknown> {
  return handle.execute?.(sql) ?? handle.query(sql);
}
