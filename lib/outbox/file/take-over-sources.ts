import { randomBytes } from 'node:crypto';
import type { Row } from './readable-rows.js';
import { Statements, type Blob, type SqliteDatabase } from '../sqlite/driver.js';
import { asBytes, toBuffer } from '../sqlite/rows.js';

/**
 * Copies the salt with which a file knows its sources, and these, to a new file: then the new one knows
 * them by the same numbers. A damaged file may not have them any more.
 */
export function takeOverSources(from: SqliteDatabase, to: SqliteDatabase): void {
  try {
    const { salt } = from.prepare(`SELECT ${asBytes('salt')} AS salt FROM meta`).get() as Row;
    const sources = sourcesOf(new Statements(from));
    if (toBuffer(salt).length === 0) return;
    to.prepare('UPDATE meta SET salt = ?').run(toBuffer(salt).toString());
    const insert = to.prepare('INSERT OR IGNORE INTO sources (id, fingerprint) VALUES (?, ?)');
    for (const [id, fingerprint] of sources) insert.run(id, fingerprint);
  } catch {
    // Then the events are held, and can be adopted.
  }
}

/** The numbers that a file's sources have in another file. */
export class SourceNumbers {
  private readonly fingerprints: ReadonlyMap<number, string>;
  private readonly known = new Map<number, number>();

  constructor(
    from: Statements,
    private readonly to: Statements,
  ) {
    this.fingerprints = sourcesOf(from);
  }

  /** A new one for a source that is not known any more. Call it in a transaction. */
  of(number: number): number {
    let id = this.known.get(number);
    if (id === undefined) {
      const fingerprint = this.fingerprints.get(number) ?? randomBytes(32).toString('hex');
      this.to.run('INSERT OR IGNORE INTO sources (fingerprint) VALUES (?)', fingerprint);
      const find = 'SELECT id FROM sources WHERE fingerprint = ?';
      ({ id } = this.to.get<{ id: number }>(find, fingerprint));
      this.known.set(number, id);
    }
    return id;
  }
}

function sourcesOf(sql: Statements): Map<number, string> {
  try {
    const rows = sql.all<{ id: number; fingerprint: Blob }>(
      `SELECT id, ${asBytes('fingerprint')} AS fingerprint FROM sources`,
    );
    return new Map(rows.map(({ id, fingerprint }) => [id, toBuffer(fingerprint).toString()]));
  } catch {
    return new Map();
  }
}
