import { randomInt } from 'node:crypto';
import { OutboxFullError } from '../errors.js';
import type { DeadLetter } from '../outbox.js';
import { clearInterval, clearTimeout, setInterval } from '../../timers.js';
import { callAt, uptime } from '../time.js';
import type { GroupCommit } from './group-commit.js';
import { NO_LEASE, type Lease, type Message } from './protocol.js';
import type { StoreFile } from './file.js';
import type { Heartbeat, Leased, SqliteStore } from './store.js';

/** How often to look for what other processes have put, in milliseconds. */
const POLL_MS = 100;

/** A call that asks for records, and how it is answered. */
export interface LeaseCall {
  readonly limit: number;
  readonly maxBytes: number;
  /** The number in the file under which the caller holds its earlier leases, 0 without any. */
  readonly holder: number;
  done(lease: Lease): void;
  failed(error: unknown): void;
}

/** What a transaction did for a call. */
interface Answer {
  readonly lease: Lease;
  readonly damaged: readonly DeadLetter[];
  /** Given if the last one was over. */
  readonly heartbeat: Heartbeat | undefined;
  /** Whether the caller's earlier leases are lost: it gets none before it knows that. */
  readonly isLost: boolean;
}

const NONE: Leased = { records: [], damaged: [] };

/**
 * What this process leases: its number in the file, its heartbeats, and the call that waits until records
 * are due. That call's records are leased in the same transaction in which they are put. One call waits at
 * a time: the next one, closing, or an error ends it.
 */
export class Leases {
  private heartbeat: Heartbeat = { holder: 0, aliveUntil: 0 };
  /** The number that it gets if the file does not know it: the same for all that one transaction does. */
  private nextHolder = newHolder();
  private waiting?: LeaseCall | undefined;
  /** Whether the waiting call is part of the next transaction already. */
  private isJoined = false;
  /** Set by the first call: a process that only records needs no heartbeat. */
  private poll?: NodeJS.Timeout;
  private seenVersion = 0;
  private dueTimer?: NodeJS.Timeout;

  constructor(
    private readonly file: StoreFile,
    private readonly jobs: GroupCommit,
    private readonly post: (message: Message) => void,
    /** Lets the next transaction begin. */
    private readonly wake: () => void,
  ) {}

  begin(call: LeaseCall): void {
    this.poll ??= setInterval(() => this.look(), POLL_MS).unref();
    this.endWaiting();
    this.waiting = call;
  }

  /** Makes the waiting call part of the next transaction, if there may be records for it. */
  join(): void {
    if (this.waiting === undefined || this.isJoined) return;
    if (this.jobs.isEmpty && uptime() < this.heartbeat.aliveUntil) {
      const dueAt = this.nextDueAt();
      if (dueAt > Date.now()) {
        this.wakeAt(dueAt);
        return;
      }
    }
    this.isJoined = true;
    this.jobs.add({
      run: (store) => this.waiting && this.take(store, this.waiting),
      done: (answer) => {
        this.isJoined = false;
        if (answer !== undefined) this.answer(answer);
      },
      failed: (error) => {
        this.isJoined = false;
        // The next transaction tries again, after a tick at the latest.
        if (error instanceof OutboxFullError) return;
        this.waiting?.failed(error);
        this.waiting = undefined;
      },
    });
  }

  /** Gives a heartbeat, if this process has ever leased records. */
  tick(): void {
    if (this.poll === undefined) return;
    this.jobs.add({
      run: (store) => store.heartbeat(this.heartbeat.holder, this.nextHolder),
      done: (heartbeat) => this.keep(heartbeat),
      // The next tick repeats it.
      failed: () => undefined,
    });
  }

  /** Another file has taken the place of the one before, and does not know this process. */
  reset(): void {
    this.keep({ holder: 0, aliveUntil: 0 });
  }

  /** Ends the waiting call with no records. */
  endWaiting(): void {
    this.waiting?.done(NO_LEASE);
    this.waiting = undefined;
  }

  /** The same, and stops all timers. */
  stop(): void {
    clearInterval(this.poll);
    clearTimeout(this.dueTimer);
    this.endWaiting();
  }

  /** Gives back all that is leased; in a transaction. */
  release(store: SqliteStore): void {
    store.release(this.heartbeat.holder);
  }

  private take(store: SqliteStore, { limit, maxBytes, holder: known }: LeaseCall): Answer {
    const { holder: own, aliveUntil } = this.heartbeat;
    // A thread that takes the place of one that has ended goes on with its number.
    const heartbeat =
      uptime() >= aliveUntil ? store.heartbeat(own || known, this.nextHolder) : undefined;
    const { holder } = heartbeat ?? this.heartbeat;
    const isLost = known !== 0 && known !== holder;
    const now = Date.now();
    const { records, damaged } = isLost ? NONE : store.lease(holder, limit, maxBytes, now);
    return { lease: { records, nextDueAt: store.nextDueAt(now) }, damaged, heartbeat, isLost };
  }

  private answer({ lease, damaged, heartbeat, isLost }: Answer): void {
    if (heartbeat !== undefined) this.keep(heartbeat);
    for (const deadLetter of damaged) this.post(['notice', { kind: 'damagedEvent', deadLetter }]);
    if (lease.records.length === 0 && !isLost) {
      this.wakeAt(lease.nextDueAt);
      return;
    }
    this.waiting?.done(lease);
    this.waiting = undefined;
  }

  private keep(heartbeat: Heartbeat): void {
    if (heartbeat.holder === this.nextHolder) this.nextHolder = newHolder();
    this.heartbeat = heartbeat;
    this.post(['alive', heartbeat.holder, heartbeat.aliveUntil]);
  }

  /** Reading needs no lock. If the disk fails, the answer is now: the transaction will report that. */
  private nextDueAt(): number {
    try {
      return this.file.read((store) => store.nextDueAt(Date.now())) ?? Infinity;
    } catch {
      return 0;
    }
  }

  private wakeAt(time = Infinity): void {
    clearTimeout(this.dueTimer);
    if (time !== Infinity) this.dueTimer = callAt(time, this.wake);
  }

  /** Looks for what other processes have put. */
  private look(): void {
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

/** A number that no other file has: what was leased in one that was replaced must match no record of the new one. */
function newHolder(): number {
  return randomInt(2 ** 47);
}
