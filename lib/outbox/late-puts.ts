import { endsWithin } from './timer.js';

/** How long it is remembered that a put has ended after all, in milliseconds. */
const REMEMBERED_MS = 60_000;

/**
 * The puts that a broker has not answered in time. What it has taken all the same need not be handed over
 * from the spill: it would be sent twice.
 */
export class LatePuts {
  /** By the body of the record; each resolves with whether it was taken. */
  private readonly puts = new Map<string, Promise<boolean>>();

  add(body: string, put: Promise<void>): void {
    const isTaken = put.then(
      () => true,
      () => false,
    );
    this.puts.set(body, isTaken);
    const forget = () => setTimeout(() => this.puts.delete(body), REMEMBERED_MS).unref();
    void isTaken.then(forget);
  }

  /** @param waitMs how long to wait for a put that is under way, in milliseconds */
  async hasArrived(body: string, waitMs: number): Promise<boolean> {
    const isTaken = this.puts.get(body);
    if (isTaken === undefined) return false;
    return (await endsWithin(isTaken, waitMs)) && isTaken;
  }
}
