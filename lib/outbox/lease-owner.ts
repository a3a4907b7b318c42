import type { OwnerTable } from './owner-table.js';

/** For how long a lease holds without a sign of life of its process, in milliseconds. */
const LEASE_MS = 15_000;

export interface SignOfLife {
  readonly id: number;
  readonly aliveUntil: number;
  /** How many records others had leased, who gave no sign of life, and were given back. */
  readonly takenOver: number;
}

/**
 * This process, as one that leases records. Its leases hold for as long as it gives signs of life; when
 * it slept for too long, others may have taken over.
 */
export class LeaseOwner {
  /** Its number in the file; 0 before the first sign of life. */
  id = 0;
  private aliveUntil = 0;

  get isAlive(): boolean {
    return Date.now() < this.aliveUntil;
  }

  /** Writes a sign of life, inside a transaction; it counts from `beaten` on, after the commit. */
  beat(owners: OwnerTable): SignOfLife {
    const now = Date.now();
    const aliveUntil = now + LEASE_MS;
    const isKnown = this.id !== 0 && owners.beat(this.id, aliveUntil);
    const id = isKnown ? this.id : owners.register(aliveUntil);
    return { id, aliveUntil, takenOver: owners.takeOver(now, aliveUntil + LEASE_MS) };
  }

  beaten({ id, aliveUntil }: SignOfLife): void {
    this.id = id;
    this.aliveUntil = aliveUntil;
  }

  /** Begins anew, in another file. */
  forget(): void {
    this.id = 0;
    this.aliveUntil = 0;
  }
}
