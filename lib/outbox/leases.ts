import type { GroupCommit } from './group-commit.js';
import { NO_LEASE, type Lease } from './outbox.js';
import type { SqliteFile } from './sqlite-file.js';
import type { SignOfLife, SqliteStore } from './sqlite-store.js';
import { callAt } from './timer.js';

/** How often to check whether other processes have put records, in milliseconds. */
const POLL_MS = 100;

/** A call of lease, and how it is answered. */
export interface LeaseCall {
  readonly limit: number;
  /** The number in the file under which the caller holds its earlier leases, 0 without any. */
  readonly owner: number;
  readonly wait: boolean;
  done(lease: Lease): void;
  failed(error: unknown): void;
}

/** What a transaction did for a call. */
interface Taken {
  readonly lease: Lease;
  /** Given if the last one was over. */
  readonly sign: SignOfLife | undefined;
  /** Whether the caller's earlier leases are lost: it gets none before it knows that. */
  readonly isLost: boolean;
}

/**
 * What this process leases: its number in the file, its signs of life, and the call that waits until
 * records are due. That call's records are leased in the same transaction in which they are put.
 */
export class Leases {
  private owner = 0;
  private aliveUntil = 0;
  private waiting?: LeaseCall;
  /** Whether the waiting call is part of the next transaction already. */
  private isJoined = false;
  private poll?: NodeJS.Timeout;
  private seenVersion = 0;
  private dueTimer?: NodeJS.Timeout;

  /**
   * @param wake lets the next transaction begin
   * @param onOwner is called with this process's new number in the file, and until when its leases hold
   */
  constructor(
    private readonly file: SqliteFile,
    private readonly jobs: GroupCommit,
    private readonly wake: () => void,
    private readonly onOwner: (owner: number, aliveUntil: number) => void,
  ) {}

  /** One call waits at a time: the next one ends it. */
  begin(call: LeaseCall): void {
    if (!call.wait) {
      this.jobs.add({
        run: (store) => this.take(store, call),
        done: ({ lease, sign }) => {
          this.noteSign(sign);
          call.done(lease);
        },
        failed: call.failed,
      });
      return;
    }
    this.endWaiting();
    this.waiting = call;
    this.poll ??= setInterval(() => this.checkVersion(), POLL_MS).unref();
  }

  /** Makes the waiting call part of the next transaction, if there may be records for it. */
  join(): void {
    if (this.waiting === undefined || this.isJoined) return;
    if (this.jobs.isEmpty && Date.now() < this.aliveUntil) {
      const dueAt = this.nextDueAt();
      if (dueAt > Date.now()) {
        this.wakeAt(dueAt);
        return;
      }
    }
    this.isJoined = true;
    this.jobs.add({
      run: (store) => this.waiting && this.take(store, this.waiting),
      done: (taken) => {
        this.isJoined = false;
        if (taken !== undefined) this.answerWaiting(taken);
      },
      // The next transaction tries again, after a tick at the latest.
      failed: () => {
        this.isJoined = false;
      },
    });
  }

  /** Gives a sign of life, if this process has ever waited for records. */
  tick(): void {
    if (this.poll === undefined) return;
    this.jobs.add({
      run: (store) => store.giveSignOfLife(this.owner, Date.now()),
      done: (sign) => this.noteSign(sign),
      // The next tick repeats it.
      failed: () => undefined,
    });
  }

  /** Another file has taken the place of the one before, and does not know this process. */
  reset(): void {
    this.noteSign({ owner: 0, aliveUntil: 0 });
  }

  /** Ends the waiting call with no records, and stops all timers. */
  stop(): void {
    clearInterval(this.poll);
    clearTimeout(this.dueTimer);
    this.endWaiting();
  }

  /** Gives back all that is leased; in a transaction. */
  release(store: SqliteStore): void {
    store.release(this.owner);
  }

  private take(store: SqliteStore, { limit, owner: holder }: LeaseCall): Taken {
    const now = Date.now();
    const isOver = limit > 0 && now >= this.aliveUntil;
    const sign = isOver ? store.giveSignOfLife(this.owner, now) : undefined;
    const owner = sign?.owner ?? this.owner;
    const isLost = holder !== 0 && holder !== owner;
    const records = isLost || limit === 0 ? [] : store.lease(owner, limit, now);
    return { lease: { records, nextDueAt: store.nextDueAt() }, sign, isLost };
  }

  private answerWaiting({ lease, sign, isLost }: Taken): void {
    this.noteSign(sign);
    if (lease.records.length === 0 && !isLost) {
      this.wakeAt(lease.nextDueAt);
      return;
    }
    this.waiting?.done(lease);
    this.waiting = undefined;
  }

  private endWaiting(): void {
    this.waiting?.done(NO_LEASE);
    this.waiting = undefined;
  }

  private noteSign(sign: SignOfLife | undefined): void {
    if (sign === undefined) return;
    this.owner = sign.owner;
    this.aliveUntil = sign.aliveUntil;
    this.onOwner(sign.owner, sign.aliveUntil);
  }

  /** Reading needs no lock. If the disk fails, the answer is now: the transaction will report that. */
  private nextDueAt(): number {
    try {
      return this.file.read((store) => store.nextDueAt()) ?? Infinity;
    } catch {
      return 0;
    }
  }

  private wakeAt(time = Infinity): void {
    clearTimeout(this.dueTimer);
    if (time !== Infinity) this.dueTimer = callAt(time, this.wake);
  }

  private checkVersion(): void {
    try {
      const version = this.file.version();
      if (version === this.seenVersion) return;
      this.seenVersion = version;
      this.wake();
    } catch {
      // The disk fails: the next transaction will report that.
    }
  }
}
