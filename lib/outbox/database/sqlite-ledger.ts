import type { LedgerNote } from '../ledger.js';
import type { SqlValue, Statements } from '../sqlite/driver.js';
import { whole } from './stored-record.js';

/** How many notes are deleted in one transaction: so many may get old between two ticks. */
const PRUNED = 5_000;

/** An SQL condition for events with one of the ids (JSON) that an owner has. */
export const ARE_LEASED = 'id IN (SELECT value FROM json_each(?)) AND owner = ?';
/** The `event_id` in the body; null if it has none. */
export const EVENT_ID = "CASE WHEN json_valid(body) THEN json_extract(body, '$.event_id') END";
const ADD_KIND =
  'INSERT OR IGNORE INTO ledger_kinds (source, event_name, outcome) VALUES (?, ?, ?)';
const ADD = `INSERT INTO ledger (kind, noted_at, event_id) VALUES
  ((SELECT id FROM ledger_kinds WHERE source = ? AND event_name = ? AND outcome = ?), ?, ?)`;
const addKindsOf = (where: string) =>
  `INSERT OR IGNORE INTO ledger_kinds (source, event_name, outcome)
     SELECT DISTINCT source, event_name, ? FROM events WHERE ${where}`;
// What has no kind or no id breaks a constraint, and is ignored.
const addOf = (where: string) =>
  `INSERT OR IGNORE INTO ledger (kind, noted_at, event_id)
     SELECT (SELECT kinds.id FROM ledger_kinds AS kinds WHERE kinds.source = events.source
       AND kinds.event_name = events.event_name AND outcome = ?), ?, ${EVENT_ID}
     FROM events WHERE ${where}`;
const ADD_LEASED = addOf(ARE_LEASED);
const UNDO = 'DELETE FROM ledger WHERE id IN (SELECT id FROM ledger ORDER BY id DESC LIMIT ?)';
const PRUNE = `DELETE FROM ledger WHERE kind <> 0 AND noted_at < ?
  AND id IN (SELECT id FROM ledger ORDER BY id LIMIT ${PRUNED})`;

/**
 * What has become of the events that are not in the file any more, or never were. Call the methods inside
 * a transaction: that in which the event is deleted.
 */
export class SqliteLedger {
  constructor(
    private readonly sql: Statements,
    private readonly source: number,
    /** Whether it keeps anything. */
    private readonly isOn: boolean,
  ) {}

  /**
   * Notes leased events that are about to be deleted, without looking at their bodies outside of SQLite.
   *
   * @param ids as JSON
   * @param count how many ids these are
   */
  noteDelivered(ids: string, count: number, owner: number): void {
    if (!this.isOn) return;
    const now = toSeconds(Date.now());
    const add = () => this.sql.run(ADD_LEASED, 'delivered', now, ids, owner);
    const added = add();
    // Almost always, events of these names were noted before.
    if (added === count) return;
    this.sql.run(UNDO, added);
    this.sql.run(addKindsOf(ARE_LEASED), 'delivered', ids, owner);
    add();
  }

  /** Notes events that are about to be deleted. @param where an SQL condition */
  noteDropped(fate: LedgerNote['fate'], where: string, values: readonly SqlValue[]): void {
    if (!this.isOn) return;
    this.sql.run(addKindsOf(where), fate, ...values);
    this.sql.run(addOf(where), fate, toSeconds(Date.now()), ...values);
  }

  /** Notes events that are not in the file. */
  note(notes: readonly LedgerNote[]): void {
    if (!this.isOn) return;
    for (const { eventId, eventName, fate, at } of notes) {
      const kind = [this.source, eventName, fate] as const;
      this.sql.run(ADD_KIND, ...kind);
      this.sql.run(ADD, ...kind, toSeconds(at), eventId);
    }
  }

  /** Deletes a batch of the oldest notes. @param before in milliseconds since the epoch */
  prune(before: number): void {
    this.sql.run(PRUNE, toSeconds(before));
  }
}

/** Seconds take two bytes less than milliseconds. */
export function toSeconds(ms: number): number {
  return whole(Math.floor(ms / 1000));
}
