import type { IQueueBackend, PostgresQueueBackend, RedisClient, RedisQueueBackend } from 'bullmq';
import type { LedgerNote } from '../outbox/ledger.js';
import { storable } from './job-record.js';

/** Where a server keeps the notes of a queue. */
export interface ServerLedger {
  /**
   * Resolves when what is sent on the backend's connection afterwards cannot be done before it; `written` when
   * the server has it.
   */
  add(backend: IQueueBackend, notes: readonly LedgerNote[]): Promise<{ written: Promise<unknown> }>;

  /** Calls the function with all notes of the queue, the oldest first. */
  read(backend: IQueueBackend, onNote: (note: LedgerNote) => void): Promise<void>;

  /** Deletes notes that are too old, if adding does not do that. */
  prune(backend: IQueueBackend): Promise<void>;
}

/** How many notes are read at once. */
const PAGE = 5_000;

const COMMAND = 'convergeNote';
/** Adds notes to a stream, and deletes those that are too old, which Redis before 6.2 cannot. */
const SCRIPT = `for at = 2, #ARGV do
  redis.call('XADD', KEYS[1], '*', 'n', ARGV[at])
end
redis.pcall('XTRIM', KEYS[1], 'MINID', '~', ARGV[1])`;

/** A stream for each queue: about 60 bytes for a note. */
export function redisLedger(keptMs: number): ServerLedger {
  const defined = new WeakSet<RedisClient>();
  const clientOf = (backend: IQueueBackend) => (backend as RedisQueueBackend).connection.client;
  const keyOf = (backend: IQueueBackend) => backend.toKey('converge-ledger');
  return {
    async add(backend, notes) {
      const client = await clientOf(backend);
      if (!defined.has(client)) client.defineCommand(COMMAND, { numberOfKeys: 1, lua: SCRIPT });
      defined.add(client);
      const before = Date.now() - keptMs;
      // Redis keeps the order.
      const args = [keyOf(backend), before, ...notes.map(toText)];
      return { written: client.runCommand(COMMAND, args) };
    },

    async read(backend, onNote) {
      const client = await clientOf(backend);
      for (let id: string | undefined = '0'; id !== undefined;) {
        const streams: [string, [string, string[]][]][] | null = await client.xread(
          [{ key: keyOf(backend), id }],
          { COUNT: PAGE },
        );
        const entries = streams?.[0]?.[1] ?? [];
        for (const [, [, text]] of entries) onNote(fromText(text!));
        id = entries.at(-1)?.[0];
      }
    },

    async prune() {},
  };
}

/** Only a fate that is not `delivered` is written, and the id last: it may be anything. */
function toText({ eventId, eventName, fate, at }: LedgerNote): string {
  const name = eventName.replaceAll('\n', ' ');
  const seconds = Math.floor(at / 1_000).toString(36);
  return [seconds, fate === 'delivered' ? '' : fate, name, eventId].join('\n');
}

function fromText(text: string): LedgerNote {
  const [seconds = '', fate, eventName = '', ...id] = text.split('\n');
  return {
    at: parseInt(seconds, 36) * 1_000,
    fate: (fate || 'delivered') as LedgerNote['fate'],
    eventName,
    eventId: id.join('\n'),
  };
}

/** Two integers and an id are compact; an audit reads all rows of a queue, so it needs no index of ids. */
const TABLES = `
  SELECT pg_advisory_xact_lock(hashtext('nestjs-converge ledger'));
  CREATE TABLE IF NOT EXISTS converge_ledger_kinds (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue text NOT NULL,
    event_name text NOT NULL,
    fate text NOT NULL,
    UNIQUE (queue, event_name, fate)
  );
  CREATE TABLE IF NOT EXISTS converge_ledger (
    noted_at integer NOT NULL,
    kind integer NOT NULL,
    event_id text NOT NULL
  );
  CREATE INDEX IF NOT EXISTS converge_ledger_noted_at ON converge_ledger USING brin (noted_at)`;
const FIND = "SELECT to_regclass('converge_ledger')::text AS name";
const ADD_KINDS = `INSERT INTO converge_ledger_kinds (queue, event_name, fate)
  SELECT DISTINCT $1, * FROM unnest($2::text[], $3::text[]) ON CONFLICT DO NOTHING`;
const ADD = `INSERT INTO converge_ledger (noted_at, kind, event_id)
  SELECT at, id, event_id FROM unnest($2::text[], $3::text[], $4::integer[], $5::text[])
    AS notes (event_name, fate, at, event_id)
  JOIN converge_ledger_kinds USING (event_name, fate) WHERE queue = $1`;
const READ = `SELECT noted_at, event_name, fate, event_id FROM converge_ledger
  JOIN converge_ledger_kinds ON id = kind WHERE queue = $1`;
const PRUNE = 'DELETE FROM converge_ledger WHERE noted_at < $1';

interface Row {
  readonly noted_at: number;
  readonly event_name: string;
  readonly fate: LedgerNote['fate'];
  readonly event_id: string;
}

/** Two tables next to those of BullMQ. */
export function postgresLedger(keptMs: number): ServerLedger {
  const kindOf = ({ eventName, fate }: LedgerNote) => `${fate} ${eventName}`;
  const poolOf = (backend: IQueueBackend) => (backend as PostgresQueueBackend).connection.pool;
  let isMade = false;
  /** Names and fates that have a kind already. */
  const kinds = new Set<string>();
  const isThere = async (backend: IQueueBackend) => {
    if (isMade) return true;
    const { rows } = await poolOf(backend).query<{ name: string | null }>(FIND);
    return (isMade = rows[0]?.name !== null);
  };
  return {
    async add(backend, notes) {
      // A role that may not create tables may write into them.
      if (!(await isThere(backend))) await poolOf(backend).query(TABLES);
      const names = notes.map(({ eventName }) => storable(eventName));
      const fates = notes.map(({ fate }) => fate);
      const isKnown = notes.every((note) => kinds.has(kindOf(note)));
      if (!isKnown) await poolOf(backend).query(ADD_KINDS, [backend.qualifiedName, names, fates]);
      for (const note of notes) kinds.add(kindOf(note));
      const times = notes.map(({ at }) => Math.floor(at / 1_000));
      const ids = notes.map(({ eventId }) => storable(eventId));
      await poolOf(backend).query(ADD, [backend.qualifiedName, names, fates, times, ids]);
      return { written: Promise.resolve() };
    },

    async read(backend, onNote) {
      if (!(await isThere(backend))) return;
      const client = await poolOf(backend).connect();
      try {
        await client.query('BEGIN');
        await client.query(`DECLARE notes NO SCROLL CURSOR FOR ${READ}`, [backend.qualifiedName]);
        let count = PAGE;
        while (count === PAGE) {
          const { rows } = await client.query<Row>(`FETCH ${PAGE} FROM notes`);
          for (const row of rows) onNote(ofRow(row));
          count = rows.length;
        }
      } finally {
        await client.query('ROLLBACK').catch(() => undefined);
        client.release();
      }
    },

    async prune(backend) {
      if (!(await isThere(backend))) return;
      await poolOf(backend).query(PRUNE, [Math.floor((Date.now() - keptMs) / 1_000)]);
    },
  };
}

function ofRow({ noted_at: at, event_name: eventName, fate, event_id: eventId }: Row): LedgerNote {
  return { eventId, eventName, fate, at: at * 1_000 };
}
