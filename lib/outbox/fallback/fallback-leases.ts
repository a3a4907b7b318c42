import { NO_LEASE, type Lease, type Outbox, type OutboxRecord } from '../outbox.js';
import { earlier } from '../timer.js';
import { WaitingCall, type Asked } from '../waiting-call.js';

/** Leases records of which some are in a file and some in memory: a call that waits gets those of either. */
export class FallbackLeases {
  private readonly waiting = new WaitingCall();
  /** What was leased for a call that got its records from elsewhere. */
  private readonly early: Lease[] = [];
  private isClosed = false;

  /** @param file undefined while there is none */
  constructor(
    private readonly memory: Outbox,
    private readonly file: () => Outbox | undefined,
  ) {}

  /** Those in memory first. */
  async now(limit: number, maxBytes: number): Promise<Lease> {
    const lease = await this.memory.lease(limit, false, maxBytes);
    const file = this.file();
    if (file === undefined || lease.records.length > 0) return lease;
    const { records, nextDueAt } = await file.lease(limit, false, maxBytes);
    return { records, nextDueAt: earlier(nextDueAt, lease.nextDueAt) };
  }

  /** Ends as soon as the file or the memory has records. */
  async wait(limit: number, maxBytes: number): Promise<Lease> {
    this.endWait();
    const early = this.early.shift();
    if (early !== undefined || this.isClosed) return early ?? NO_LEASE;
    // No Promise.race: what waits for the memory may wait for ever, and would keep all that was raced.
    const answer = this.waiting.begin(limit, maxBytes);
    const { asked } = this.waiting;
    for (const outbox of [this.memory, this.file()]) {
      outbox?.lease(limit, true, maxBytes).then(
        (lease) => this.serve(asked, lease),
        (error: unknown) => {
          if (asked === this.waiting.asked) this.waiting.fail(error);
        },
      );
    }
    return answer;
  }

  endWait(): void {
    this.waiting.end();
  }

  /** @returns what is leased and was not asked for yet */
  takeEarly(): OutboxRecord[] {
    return this.early.splice(0).flatMap(({ records }) => records);
  }

  close(): void {
    this.isClosed = true;
    this.endWait();
  }

  private serve(asked: Asked | undefined, lease: Lease): void {
    // A later call has ended this one.
    if (lease.records.length === 0 && asked !== this.waiting.asked) return;
    if (this.waiting.asked === undefined) this.early.push(lease);
    else this.waiting.end(lease);
  }
}
