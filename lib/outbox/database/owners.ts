import { randomInt } from 'node:crypto';
import type { Statements } from '../sqlite/driver.js';
import { uptime } from '../timer.js';

/** How long a lease holds without a sign of life of its process, in milliseconds. */
export const LEASE_MS = 15_000;

/** A sign of life of this process, which counts once it is committed. */
export interface SignOfLife {
  /** The process's number in the file: another one than before if its leases were taken over. */
  readonly owner: number;
  /** Until when its leases are certain to hold, by {@link uptime}. */
  readonly aliveUntil: number;
}

/**
 * Gives a sign of life, and takes over the leases of processes whose last sign is too old, or of the time
 * before the machine was started again. A process that is unknown, or no longer known, gets a number
 * that no other file has: if the file was replaced, an acknowledgement of one of its records must not
 * match a record of the new file.
 *
 * @param known the process's number, 0 before its first sign of life
 */
export function giveSignOfLife(sql: Statements, known: number): SignOfLife {
  const now = uptime();
  const aliveUntil = now + LEASE_MS;
  const isKnown =
    known !== 0 && sql.run('UPDATE owners SET lease_ends = ? WHERE id = ?', aliveUntil, known) > 0;
  const owner = isKnown ? known : randomInt(2 ** 47);
  if (!isKnown) sql.run('INSERT INTO owners (id, lease_ends) VALUES (?, ?)', owner, aliveUntil);
  sql.run('DELETE FROM owners WHERE lease_ends NOT BETWEEN ? AND ?', now, aliveUntil + LEASE_MS);
  sql.run(
    `UPDATE events SET owner = NULL, due_at = 0
     WHERE owner IS NOT NULL AND owner NOT IN (SELECT id FROM owners)`,
  );
  return { owner, aliveUntil };
}

/** Gives back all that is leased to a process, and removes the process. */
export function release(sql: Statements, owner: number): void {
  sql.run('DELETE FROM owners WHERE id = ?', owner);
  sql.run('UPDATE events SET owner = NULL, due_at = 0 WHERE owner = ?', owner);
}

/** How many processes send from the file now. */
export function countSenders(sql: Statements): number {
  const count = 'SELECT count(*) AS senders FROM owners WHERE lease_ends > ?';
  return sql.get<{ senders: number }>(count, uptime()).senders;
}

/** What is leased is not recalled: a process sends what it has leased, erased or not. */
export function countRecalls(_sql: Statements, _owner: number): number {
  return 0;
}

export function noteGivenBack(_sql: Statements, _owner: number, _recalls: number): void {}
