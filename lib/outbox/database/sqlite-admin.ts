import { setImmediate } from 'node:timers/promises';
import { auditFile } from './audit-file.js';
import { checkFilter } from '../check-filter.js';
import { finishErasure } from './finish-erasure.js';
import {
  DEFAULT_LIMIT,
  type DeadLetter,
  type DeadLetterFilter,
  type OutboxAdmin,
  type OutboxCounts,
  type OutboxRecord,
} from '../outbox.js';
import type { AuditAnswer, AuditQuery } from '../ledger.js';
import { recognise } from '../person.js';
import { BATCH, IS_QUEUED, type SqliteStore, type StoreAccess } from './sqlite-store.js';
import type { SqlValue } from '../sqlite/driver.js';
import {
  BODY_COLUMN,
  bounded,
  DEAD_COLUMNS,
  PAGE,
  readRow,
  RECORD_COLUMNS,
  type Row,
} from './stored-record.js';
import { UndeliverableError } from '../undeliverable.error.js';

/** Selects dead letters that were there at a moment. */
export interface DeadLetterChoice extends DeadLetterFilter {
  /** Leaves out those that die later, perhaps again. In milliseconds since the epoch; default: now. */
  readonly diedBy?: number;
}

/** What operators do with a SQLite file: in batches, so that no new event has to wait long. */
export class SqliteAdmin implements OutboxAdmin {
  private auditing: Promise<unknown> = Promise.resolve();

  /** @param scope `own` for the dead letters of the store's source, `all` for those of every source */
  constructor(
    protected readonly access: StoreAccess,
    private readonly scope: 'own' | 'all' = 'own',
  ) {}

  async counts(): Promise<OutboxCounts> {
    return this.access.read((store) => countEvents(store, store.source, Date.now()));
  }

  async deadLetters(filter: DeadLetterChoice = {}): Promise<readonly DeadLetter[]> {
    checkFilter(filter, 'limit', 'diedBy');
    const { limit = DEFAULT_LIMIT } = filter;
    const rows = this.access.read((store) => {
      const [where, values] = this.condition(store, filter);
      return store.sql.all<Row>(
        `SELECT ${RECORD_COLUMNS}, ${DEAD_COLUMNS}
         FROM events WHERE ${where} ORDER BY died_at, id LIMIT ?`,
        ...values,
        limit,
      );
    });
    return rows.map(readRow<DeadLetter>);
  }

  async replay(filter: DeadLetterChoice = {}): Promise<number> {
    checkFilter(filter, 'diedBy');
    if (filter.id !== undefined) this.refuseUndeliverable(filter.id);
    const now = Date.now();
    return this.changeDead(filter, (store, where, values) =>
      store.sql.run(
        `UPDATE events SET died_at = NULL, reason = NULL, status = NULL, attempts = 0,
           checksum = ${bounded('checksum')} - ${bounded('recorded_at')} + ?, recorded_at = ?, due_at = 0
         WHERE id IN (SELECT id FROM events WHERE ${where} AND undeliverable = 0 LIMIT ${BATCH})`,
        now,
        now,
        ...values,
      ),
    );
  }

  async discard(filter: DeadLetterChoice = {}): Promise<number> {
    checkFilter(filter, 'diedBy');
    return this.changeDead(filter, (store, where, values) =>
      store.drop(
        'discarded',
        `id IN (SELECT id FROM events WHERE ${where} LIMIT ${BATCH})`,
        ...values,
      ),
    );
  }

  /** Of all sources: a person has to be erased from the whole file. */
  async erase(alias: string): Promise<number> {
    const isTheirs = recognise(alias);
    let erased = 0;
    for (let after = 0; ;) {
      const page = this.access.read(({ sql }) =>
        sql.all<Row>(
          `SELECT id, ${BODY_COLUMN} FROM events WHERE id > ? ORDER BY id LIMIT ?`,
          after,
          PAGE,
        ),
      );
      if (page.length === 0) return finishErasure(this.access, erased);
      const events = page.map(readRow<Pick<OutboxRecord, 'id' | 'body'>>);
      const ids = events.filter(({ body }) => isTheirs(body)).map(({ id }) => id);
      if (ids.length > 0) erased += await this.access.write((store) => store.erase(ids));
      else await setImmediate();
      after = events.at(-1)!.id;
    }
  }

  /** @param source the number of the source that gets the records; the store's own by default */
  adopt(source?: number): Promise<number> {
    return this.throughAll((store, afterId, lastId) =>
      store.sql.run(
        'UPDATE events SET source = ? WHERE id > ? AND id <= ? AND source <> ?',
        source ?? store.source,
        afterId,
        lastId,
        source ?? store.source,
      ),
    );
  }

  /** @param source the number of the source that is the present one; the store's own by default */
  audit(query: AuditQuery, source?: number): Promise<AuditAnswer[]> {
    const own = this.scope === 'own' ? this.access.read((store) => store.source) : source;
    const answers = this.auditing.then(() => auditFile(this.access, query, own));
    this.auditing = answers.catch(() => undefined);
    return answers;
  }

  /** The SQL condition for dead letters, and its values. */
  protected condition(
    { source }: SqliteStore,
    { id, eventName, diedBy }: DeadLetterChoice,
  ): [string, Array<string | number>] {
    const conditions = ['died_at IS NOT NULL'];
    const values: Array<string | number> = [];
    const add = (condition: string, value: string | number | undefined) => {
      if (value === undefined) return;
      conditions.push(condition);
      values.push(value);
    };
    // Both ways can use the index over source and time.
    if (this.scope === 'own') add('source = ?', source);
    else conditions.push('source IN (SELECT id FROM sources)');
    add('id = ?', id);
    add('event_name = ?', eventName);
    add('died_at <= ?', diedBy);
    return [conditions.join(' AND '), values];
  }

  private refuseUndeliverable(id: number): void {
    const isUndeliverable = this.access.read(({ sql }) =>
      sql.get(
        'SELECT 1 FROM events WHERE id = ? AND died_at IS NOT NULL AND undeliverable <> 0',
        id,
      ),
    );
    if (isUndeliverable !== undefined) throw new UndeliverableError(id);
  }

  /** Changes the dead letters that there are now, batch by batch. @returns how many it has changed */
  private async changeDead(
    filter: DeadLetterChoice,
    changeBatch: (store: SqliteStore, where: string, values: Array<string | number>) => number,
  ): Promise<number> {
    const choice = { diedBy: Date.now(), ...filter };
    for (let total = 0; ;) {
      const changed = await this.access.write((store) =>
        changeBatch(store, ...this.condition(store, choice)),
      );
      if (changed === 0) return total;
      total += changed;
    }
  }

  /** Changes all events, batch by batch, in the order of their ids. @returns how many it has changed */
  private async throughAll(
    change: (store: SqliteStore, afterId: number, lastId: number) => number,
  ): Promise<number> {
    let changed = 0;
    for (let after = 0; ;) {
      const { last } = this.access.read(({ sql }) =>
        sql.get<{ last: number | null }>(
          'SELECT max(id) AS last FROM (SELECT id FROM events WHERE id > ? ORDER BY id LIMIT ?)',
          after,
          BATCH,
        ),
      );
      if (last === null) return changed;
      const from = after;
      changed += await this.access.write((store) => change(store, from, last));
      after = last;
    }
  }
}

/** How many events of a source are in which state, and how many are held for others. */
export function countEvents(store: SqliteStore, source: number, now: number): OutboxCounts {
  const count = (where: string, ...values: SqlValue[]) =>
    store.sql.get<{ n: number }>(`SELECT count(*) AS n FROM events WHERE ${where}`, ...values).n;
  const leased = count('owner IS NOT NULL');
  const allDead = count('died_at IS NOT NULL AND source IN (SELECT id FROM sources)');
  const dead = count('died_at IS NOT NULL AND source = ?', source);
  const waiting = count(`source = ? AND ${IS_QUEUED} AND due_at > ?`, source, now);
  const { held } = store.sql.get<{ held: number }>(
    `SELECT coalesce(sum((SELECT count(*) FROM events WHERE source = sources.id AND ${IS_QUEUED})), 0)
       AS held FROM sources WHERE id <> ?`,
    source,
  );
  // Of the first thousand in each state: reading all of them would take too long if there are a million.
  const first = (isDue: string) =>
    `SELECT recorded_at FROM events WHERE id IN (SELECT id FROM events
       WHERE source = ? AND ${IS_QUEUED} AND due_at ${isDue} ORDER BY id LIMIT 1000)`;
  const { oldestAt } = store.sql.get<{ oldestAt: number | null }>(
    `SELECT ${bounded('min(recorded_at)')} AS oldestAt FROM (${first('= 0')} UNION ALL ${first('<> 0')}
       UNION ALL SELECT recorded_at FROM events WHERE owner IS NOT NULL)`,
    source,
    source,
  );
  // Found by subtraction, because counting a million would take too long.
  const pending = store.totals.read().events - leased - allDead - held - waiting;
  return { pending, leased, waiting, dead, held, inMemory: 0, oldestAt: oldestAt ?? undefined };
}
