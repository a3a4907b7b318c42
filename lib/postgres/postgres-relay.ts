import { isNamed } from '../event/violation.js';
import { ConvergeOptionsError } from '../options/check-values.js';
import {
  describeFull,
  type OutboxClosedError,
  type OutboxFullError,
  isTableMissing,
  serverReason,
} from '../outbox/errors.js';
import type { NewRecord } from '../outbox/outbox.js';
import { endsWithin } from '../outbox/time.js';
import type { Report } from '../reporting/messages.js';
import type { Relay, RelayParts } from '../tracking/transactions.js';
import { fingerprint, toRecord, type EventRow, type EventsTable } from './events-table.js';

const BATCH = 64;
/** How often the table is read without a notification, which may be lost, in milliseconds. */
const POLL_MS = 30_000;
/**
 * How often a pass begins with the first row, in milliseconds. The others begin where the one before has ended:
 * rows that were moved stay in the way as long as a snapshot is open. A row with a lower number may be committed later.
 */
const WHOLE_PASS_MS = 1_000;
/** The first pause after a failure, in milliseconds; each further one is twice as long, up to POLL_MS. */
const FIRST_PAUSE_MS = 500;
/** How long a connection may take, and each statement, in milliseconds: a lost server does not answer. */
const TIMEOUT_MS = 10_000;

/**
 * Moves committed rows to the outbox, each in the transaction that deletes it: if the process ends between
 * the two, the row is put again, with the same bytes. Woken by NOTIFY. Any number of relays share a table:
 * each skips the rows that another one has locked.
 */
export class PostgresRelay implements Relay {
  private readonly source: string;
  private client?: Client | undefined;
  /** Whether there may be rows that the running pass does not see. */
  private isWanted = false;
  /** Where the next pass begins, and when one has begun with the first row. */
  private last = '0';
  private wholeAt = -Infinity;
  private running?: Promise<boolean>;
  private timer?: NodeJS.Timeout;
  private isStopping = false;
  private isHeldCounted = false;
  /** What is reported as failing, until it works again. */
  private failing?: Report['kind'];
  private pauseMs = FIRST_PAUSE_MS;
  private pausedAt = -Infinity;

  constructor(
    private readonly table: EventsTable,
    private readonly connect: Connect,
    private readonly parts: RelayParts,
  ) {
    this.source = fingerprint(parts.source);
  }

  start(): void {
    void this.drain();
  }

  drain(): Promise<boolean> {
    this.wholeAt = -Infinity;
    return this.pass();
  }

  private pass(): Promise<boolean> {
    this.isWanted = true;
    this.running ??= this.run();
    return this.running;
  }

  async adopt(): Promise<number> {
    const ignore = () => undefined;
    // A connection of its own: the other one may be in the middle of a transaction.
    const client = await this.connect(ignore, ignore);
    try {
      const { rowCount } = await client.query(this.table.adopt, [this.source]);
      return rowCount ?? 0;
    } finally {
      await close(client);
      void this.drain();
    }
  }

  async stop(timeoutMs: number): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    await endsWithin(this.running, timeoutMs);
    await this.disconnect();
  }

  private async run(): Promise<boolean> {
    clearTimeout(this.timer);
    try {
      while (this.isWanted && !this.isStopping) {
        this.isWanted = false;
        if (performance.now() - this.wholeAt >= WHOLE_PASS_MS) {
          this.last = '0';
          this.wholeAt = performance.now();
        }
        while (!this.isStopping && (await this.moveBatch()) === BATCH);
      }
      if (this.isStopping) return false;
      if (this.failing !== undefined) this.report('relayRestored');
      this.failing = undefined;
      // A whole pass has found all there is.
      this.wakeIn(this.last === '0' ? POLL_MS : WHOLE_PASS_MS);
      return true;
    } catch (error) {
      await this.failed(error);
      return false;
    } finally {
      // In the same step in which the loop ends, so that no call is answered by a pass that is over.
      this.running = undefined;
    }
  }

  private async moveBatch(): Promise<number> {
    const client = await this.connected();
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    const taken = await client.query(this.table.take, [this.source, this.last, BATCH]);
    const rows: EventRow[] = taken.rows;
    const puts = await Promise.allSettled(rows.map((row) => this.put(toRecord(row))));
    const moved = rows.filter((_, n) => puts[n]!.status === 'fulfilled').map(({ id }) => id);
    if (moved.length > 0) await client.query(this.table.remove, [this.source, moved]);
    await client.query('COMMIT');
    const refusal = puts.find((put) => put.status === 'rejected');
    if (refusal !== undefined) throw refusal.reason;
    this.last = rows.at(-1)?.id ?? this.last;
    return rows.length;
  }

  /** A row that is too large since the limit was lowered would be refused for ever. */
  private async put(record: NewRecord): Promise<void> {
    const { outbox, reporter } = this.parts;
    const { dead } = record;
    try {
      await outbox.put(record);
      if (dead !== undefined) reporter.damaged({ attempts: 0, ...record, ...dead });
    } catch (error) {
      if (!isFull(error) || error.reason !== 'maxEventBytes') throw error;
      reporter.dropped(error, record);
    }
  }

  private async connected(): Promise<Client> {
    if (this.client !== undefined) return this.client;
    let client: Client | undefined;
    const onLost = () => {
      if (client === undefined || this.client !== client) return;
      this.client = undefined;
      // A pass that is under way fails, and pauses itself.
      if (this.running === undefined) this.pause();
    };
    const onNotified = () => {
      // What has just failed is tried again after its pause.
      if (this.failing === undefined) void this.pass();
    };
    client = await this.connect(onNotified, onLost);
    this.client = client;
    if (this.isStopping) await this.disconnect();
    await client.query(this.table.listen);
    if (this.isHeldCounted) return client;
    const { rows } = await client.query(this.table.countHeld, [this.source]);
    this.isHeldCounted = true;
    const count = Number(rows[0].held);
    if (count > 0) this.report('relayHeld', undefined, count);
    return client;
  }

  private async failed(error: unknown): Promise<void> {
    // The shutdown has ended the connection, or closed the outbox.
    if (this.isStopping || isNamed<OutboxClosedError>(error, 'OutboxClosedError')) return;
    const reason = isFull(error) ? describeFull(error.reason) : serverReason(error);
    const interrupted = isTableMissing(error) ? 'relayTableMissing' : 'relayInterrupted';
    const kind = isFull(error) ? 'relayWaits' : interrupted;
    if (this.failing !== kind) this.report(kind, reason);
    this.failing = kind;
    this.wholeAt = -Infinity;
    // Without its connection, an open transaction is rolled back.
    if (!isFull(error)) await this.disconnect();
    this.pause();
  }

  private pause(): void {
    const now = performance.now();
    // It has worked since the last pause.
    if (now - this.pausedAt > 2 * POLL_MS) this.pauseMs = FIRST_PAUSE_MS;
    this.pausedAt = now;
    this.wakeIn(this.pauseMs);
    this.pauseMs = Math.min(2 * this.pauseMs, POLL_MS);
  }

  private wakeIn(ms: number): void {
    clearTimeout(this.timer);
    if (!this.isStopping) this.timer = setTimeout(() => void this.pass(), ms).unref();
  }

  private async disconnect(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await close(client);
  }

  private report(kind: Report['kind'], reason?: string, count?: number): void {
    this.parts.reporter.report({ kind, path: this.table.name, reason, count });
  }
}

function isFull(error: unknown): error is OutboxFullError {
  return isNamed<OutboxFullError>(error, 'OutboxFullError');
}

/** The parts of node-postgres that are used; its types are not a dependency. */
export interface Client {
  connect(): Promise<unknown>;
  query(sql: string, params?: unknown[]): Promise<{ rows: any[]; rowCount: number | null }>;
  end(): Promise<void>;
  on(event: string, listener: (value: any) => void): unknown;
}
type ClientClass = new (settings: object) => Client;

/** Opens a connection. @param onNotified called when something that it listens to was committed */
export type Connect = (onNotified: () => void, onLost: () => void) => Promise<Client>;

/** @param connection a URL, or the settings or a pool of node-postgres @throws ConvergeOptionsError without `pg` */
export async function connectorTo(connection: string | object): Promise<Connect> {
  const pool = connection as { options?: any; Client?: ClientClass };
  const isPool = typeof pool.Client === 'function' && typeof pool.options === 'object';
  const Client = isPool ? pool.Client! : await loadClient();
  let settings = typeof connection === 'string' ? { connectionString: connection } : connection;
  // No client of a pool: the application would miss it, as its pool ends when all are back.
  if (isPool) settings = { ...pool.options, password: pool.options.password };
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
      void close(client);
      throw error;
    }
    return client;
  };
}

async function loadClient(): Promise<ClientClass> {
  try {
    return (await import('pg')).default.Client;
  } catch {
    throw new ConvergeOptionsError(
      'postgres: the package "pg" (node-postgres) is missing, by which the relay connects: run "npm install pg".',
    );
  }
}

/** At once, also in the middle of a statement. */
async function close(client: Client | undefined): Promise<void> {
  await client?.end().catch(() => undefined);
}
