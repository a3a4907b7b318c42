import type { Statements } from './statements.js';

/**
 * Which processes lease records, and until when each counts as alive. Every method has to run inside a
 * transaction.
 *
 * @internal
 */
export class OwnerTable {
  constructor(private readonly statements: Statements) {}

  /** Makes a process known. @returns its number */
  register(aliveUntil: number): number {
    return this.statements.insert('INSERT INTO owners (alive_until) VALUES (?)', aliveUntil);
  }

  /** @returns false if the others have given the process up meanwhile */
  beat(owner: number, aliveUntil: number): boolean {
    return (
      this.statements.update('UPDATE owners SET alive_until = ? WHERE id = ?', aliveUntil, owner) >
      0
    );
  }

  /** Gives back what was leased to processes that are not alive any more. @returns how many records */
  takeOver(now: number): number {
    this.statements.update('DELETE FROM owners WHERE alive_until < ?', now);
    return this.statements.update(
      `UPDATE events SET owner = NULL, due_at = min(due_at, ?)
       WHERE owner IS NOT NULL AND owner NOT IN (SELECT id FROM owners)`,
      now,
    );
  }

  /** Gives back everything that is leased to a process, and forgets it. @returns how many records */
  release(owner: number, now: number): number {
    this.statements.update('DELETE FROM owners WHERE id = ?', owner);
    return this.statements.update(
      'UPDATE events SET owner = NULL, due_at = min(due_at, ?) WHERE owner = ?',
      now,
      owner,
    );
  }
}
