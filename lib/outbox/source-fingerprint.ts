import { createHmac } from 'node:crypto';
import type { SqliteDatabase } from './sqlite-driver.js';

/** What distinguishes a source from others. */
export function describeSource(endpoint: string, token = ''): string {
  return JSON.stringify([endpoint, token]);
}

/**
 * The number that a file has for a source, found by a fingerprint that only the file's salt can make, and
 * from which neither token nor endpoint can be read.
 *
 * @returns undefined where no application has used the file for it
 */
export function findSource(database: SqliteDatabase, source: string): number | undefined {
  const row = database
    .prepare('SELECT id FROM sources WHERE fingerprint = ?')
    .get(fingerprintOf(database, source));
  return (row as { id: number } | undefined)?.id;
}

/** The same for an application that uses the file: it gets a number. */
export function findOrAddSource(database: SqliteDatabase, source: string): number {
  const known = findSource(database, source);
  if (known !== undefined) return known;
  // Only now, because writing needs the lock that another process may have.
  database
    .prepare('INSERT OR IGNORE INTO sources (fingerprint) VALUES (?)')
    .run(fingerprintOf(database, source));
  return findSource(database, source)!;
}

function fingerprintOf(database: SqliteDatabase, source: string): string {
  const { salt } = database.prepare('SELECT salt FROM meta').get() as { salt: string };
  return createHmac('sha256', salt).update(source).digest('hex');
}
