import { readableRows } from './readable-rows.js';
import { Statements, type Blob, type SqliteDatabase } from '../sqlite/driver.js';
import { asBytes, bounded, toBuffer } from '../sqlite/rows.js';
import { SourceNumbers } from './take-over-sources.js';

/** How many notes are copied in one transaction. */
const BATCH = 5_000;

interface Kind {
  readonly id: number;
  readonly source: number;
  readonly eventName: Blob;
  readonly fate: Blob;
}

/**
 * Copies all notes that can be read to another file, with their ids, so that none is copied twice. Without
 * the kinds of a damaged file, nobody knows what its notes mean.
 */
export function takeOverLedger(from: SqliteDatabase, to: SqliteDatabase): void {
  const [source, target] = [new Statements(from), new Statements(to)];
  try {
    const kinds = takeOverKinds(source, target);
    const columns = `id, kind, ${bounded('noted_at')} AS at, ${asBytes('event_id')} AS eventId`;
    for (const rows of readableRows(source, 'ledger', columns, BATCH)) {
      const notes = rows
        .filter(({ kind }) => kinds.has(kind))
        .map(({ id, kind, at, eventId }) => [
          id,
          kinds.get(kind),
          at,
          toBuffer(eventId).toString(),
        ]);
      target.run(
        `INSERT OR IGNORE INTO ledger (id, kind, noted_at, event_id)
           SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)`,
        JSON.stringify(notes),
      );
    }
  } catch {
    // The events are worth more than what is known of those that are gone.
  }
}

/** @returns the new number of each kind */
function takeOverKinds(from: Statements, to: Statements): Map<number, number> {
  const sources = new SourceNumbers(from, to);
  const kinds = from.all<Kind>(
    `SELECT id, source, ${asBytes('event_name')} AS eventName, ${asBytes('fate')} AS fate FROM ledger_kinds`,
  );
  const numbers = kinds.map(({ id, source, eventName, fate }): [number, number] => {
    const kind = [sources.of(source), toBuffer(eventName).toString(), toBuffer(fate).toString()];
    to.run(
      'INSERT OR IGNORE INTO ledger_kinds (source, event_name, fate) VALUES (?, ?, ?)',
      ...kind,
    );
    const find = 'SELECT id FROM ledger_kinds WHERE source = ? AND event_name = ? AND fate = ?';
    return [id, to.get<{ id: number }>(find, ...kind).id];
  });
  return new Map(numbers);
}
