import { ConvergeOptionsError } from '../options/check-values.js';

/** How long a connection may take, and each statement, in milliseconds: a lost server does not answer. */
const TIMEOUT_MS = 10_000;

/** The parts of node-postgres that are used; its types are not a dependency. */
interface Client {
  connect(): Promise<unknown>;
  query(
    sql: string,
    params?: readonly unknown[],
  ): Promise<{ rows: any[]; rowCount: number | null }>;
  end(): Promise<void>;
  on(event: string, listener: (value: any) => void): unknown;
}
type ClientClass = new (settings: object) => Client;

/** Opens a connection. @param onNotified called when something that it listens to was committed */
export type Connect = (onNotified: () => void, onLost: () => void) => Promise<RelayConnection>;

/** The relay's own connection, which listens and moves rows. */
export class RelayConnection {
  private constructor(private readonly client: Client) {}

  /**
   * @param connection a URL, or the settings or a pool of node-postgres
   * @throws ConvergeOptionsError if node-postgres is not installed
   */
  static async prepare(connection: string | object): Promise<Connect> {
    const { Client, settings } = await readConnection(connection);
    return async (onNotified, onLost) => {
      const client = new Client({
        fallback_application_name: 'nestjs-converge',
        ...settings,
        keepAlive: true,
        connectionTimeoutMillis: TIMEOUT_MS,
        query_timeout: TIMEOUT_MS,
      });
      // Without a listener, the end of an idle connection would end the process.
      client.on('error', onLost);
      client.on('end', onLost);
      client.on('notification', onNotified);
      try {
        await client.connect();
      } catch (error) {
        client.end().catch(() => undefined);
        throw error;
      }
      return new RelayConnection(client);
    };
  }

  async query<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return (await this.client.query(sql, params)).rows;
  }

  /** @returns how many rows a statement has changed */
  async change(sql: string, params: readonly unknown[]): Promise<number> {
    return (await this.client.query(sql, params)).rowCount ?? 0;
  }

  /** At once, also in the middle of a statement. */
  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}

async function readConnection(
  connection: string | object,
): Promise<{ readonly Client: ClientClass; readonly settings: object }> {
  const { options, Client } = connection as { options?: any; Client?: ClientClass };
  if (typeof Client === 'function' && typeof options === 'object') {
    // Of a pool. A client of it would be missed by the application, whose pool ends when all are back.
    return { Client, settings: { ...options, password: options.password } };
  }
  const settings = typeof connection === 'string' ? { connectionString: connection } : connection;
  try {
    const { default: pg } = await import('pg');
    return { Client: pg.Client, settings };
  } catch {
    throw new ConvergeOptionsError(
      'postgres: the package "pg" (node-postgres) is missing, by which the relay connects: run "npm install pg".',
    );
  }
}
