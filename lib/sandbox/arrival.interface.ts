/** The place of a request among all others. @internal */
export interface Arrival {
  /** Counts up from 1, is never used twice. */
  readonly number: number;
  /** ISO 8601 in UTC. */
  readonly receivedAt: string;
}
