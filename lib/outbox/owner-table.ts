import { randomInt } from 'node:crypto';
import type { Statements } from './statements.js';

/**
 * Which processes lease records, and until when each counts as alive. Every method has to run inside a
 * transaction.
 */
export class OwnerTable {
  constructor(private readonly statements: Statements) {}

  /**
   * Makes a process known. @returns its number, which no other file repeats: what is said of a record of
   * a file that was replaced must not be taken for one of the new file's
   */
  register(aliveUntil: number): number {
    const id = randomInt(2 ** 47);
    this.statements.update('INSERT INTO owners (id, alive_until) VALUES (?, ?)', id, aliveUntil);
    return id;
  }

  /** @returns false if the others have given the process up meanwhile */
  beat(owner: number, aliveUntil: number): boolean {
    return (
      this.statements.update('UPDATE owners SET alive_until = ? WHERE id = ?', aliveUntil, owner) >
      0
    );
  }

  /**
   * Gives back what was leased to processes that are not alive any more, or say so of a time that cannot
   * be: their clock was wrong.
   *
   * @param latest the latest time until which anybody can be alive
   * @returns how many records
   */
  takeOver(now: number, latest: number): number {
    this.statements.update(
      'DELETE FROM owners WHERE alive_until < ? OR alive_until > ?',
      now,
      latest,
    );
    return this.statements.update(
      `UPDATE events SET owner = NULL, due_at = 0
       WHERE owner IS NOT NULL AND owner NOT IN (SELECT id FROM owners)`,
    );
  }

  /** Gives back everything that is leased to a process, and forgets it. @returns how many records */
  release(owner: number): number {
    this.statements.update('DELETE FROM owners WHERE id = ?', owner);
    return this.statements.update(
      'UPDATE events SET owner = NULL, due_at = 0 WHERE owner = ?',
      owner,
    );
  }
}
