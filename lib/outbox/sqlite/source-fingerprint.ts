import { createHmac } from 'node:crypto';
import type { SqliteDatabase } from './driver.js';

/** Distinguishes a source from others. Holds the token: only its fingerprint may be stored. */
export function describeSource(endpoint: string, token = ''): string {
  return JSON.stringify([endpoint, token]);
}

/**
 * The number of a source in a file. It is found by a fingerprint that is salted in each file, and from
 * which neither token nor endpoint can be read.
 *
 * @returns undefined if no application has used the file with this source
 */
export function findSource(database: SqliteDatabase, source: string): number | undefined {
  const row = database
    .prepare('SELECT id FROM sources WHERE fingerprint = ?')
    .get(fingerprintOf(database, source));
  return (row as { id: number } | undefined)?.id;
}

/** The same for an application, whose source gets a number if it has none. */
export function findOrAddSource(database: SqliteDatabase, source: string): number {
  const known = findSource(database, source);
  if (known !== undefined) return known;
  // Only if necessary: writing needs the lock, which another process may have.
  database
    .prepare('INSERT OR IGNORE INTO sources (fingerprint) VALUES (?)')
    .run(fingerprintOf(database, source));
  return findSource(database, source)!;
}

function fingerprintOf(database: SqliteDatabase, source: string): string {
  // As bytes: what is damaged may be no text, which libsql cannot read.
  const { salt } = database.prepare('SELECT CAST(salt AS BLOB) AS salt FROM meta').get() as {
    salt: Buffer;
  };
  return createHmac('sha256', salt).update(source).digest('hex');
}
