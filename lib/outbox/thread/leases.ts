import type { GroupCommit } from './group-commit.js';
import { NO_LEASE, type DeadLetter, type Lease } from '../outbox.js';
import { OutboxFullError } from '../outbox-full.error.js';
import {
  countRecalls,
  giveSignOfLife,
  noteGivenBack,
  release,
  type SignOfLife,
} from '../database/owners.js';
import type { SqliteFile } from '../sqlite/file.js';
import type { SqliteStore, Taken } from '../database/sqlite-store.js';
import { callAt, uptime } from '../timer.js';

/** How often to look for what other processes have put or erased, in milliseconds. */
const POLL_MS = 100;

/** A call of lease, and how it is answered. */
export interface LeaseCall {
  readonly limit: number;
  readonly maxBytes: number;
  /** The number in the file under which the caller holds its earlier leases, 0 without any. */
  readonly owner: number;
  readonly wait: boolean;
  done(lease: Lease): void;
  failed(error: unknown): void;
}

/** What a transaction did for a call. */
interface Answer {
  readonly lease: Lease;
  readonly damaged: readonly DeadLetter[];
  /** Given if the last one was over. */
  readonly sign: SignOfLife | undefined;
  /** Whether the caller's earlier leases are lost: it gets none before it knows that. */
  readonly isLost: boolean;
}

const NOTHING: Taken = { records: [], damaged: [] };

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
  /** The last number of recalls that was passed on, 0 if all is given back. */
  private recalls = 0;
  private dueTimer?: NodeJS.Timeout;

  /**
   * @param wake lets the next transaction begin
   * @param onOwner is called with this process's new number in the file, and until when its leases hold
   * @param onRecall is called when what is leased and not being sent yet has to be given back: answer with
   * {@link recallDone}
   * @param onDamaged is called with each record that became a dead letter, because it is damaged
   */
  constructor(
    private readonly file: SqliteFile,
    private readonly jobs: GroupCommit,
    private readonly wake: () => void,
    private readonly onOwner: (owner: number, aliveUntil: number) => void,
    private readonly onRecall: (recalls: number) => void,
    private readonly onDamaged: (letter: DeadLetter) => void,
  ) {}

  /** One call waits at a time: the next one ends it. */
  begin(call: LeaseCall): void {
    if (call.limit > 0) this.poll ??= setInterval(() => this.look(), POLL_MS).unref();
    if (!call.wait) {
      this.jobs.add({
        run: (store) => this.take(store, call),
        done: (answer) => {
          this.note(answer);
          call.done(answer.lease);
        },
        failed: call.failed,
      });
      return;
    }
    this.endWaiting();
    this.waiting = call;
  }

  /** Makes the waiting call part of the next transaction, if there may be records for it. */
  join(): void {
    if (this.waiting === undefined || this.isJoined) return;
    if (this.jobs.isEmpty && uptime() < this.aliveUntil) {
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
        if (answer !== undefined) this.answerWaiting(answer);
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

  /** All is given back that was leased and not sent yet at one of its recalls. */
  recallDone(recalls: number): void {
    this.jobs.add({
      run: ({ sql }) => noteGivenBack(sql, this.owner, recalls),
      done: () => {
        this.recalls = 0;
      },
      // It will be recalled again.
      failed: () => {
        this.recalls = 0;
      },
    });
  }

  /** Gives a sign of life, if this process has ever leased records. */
  tick(): void {
    if (this.poll === undefined) return;
    this.jobs.add({
      run: ({ sql }) => giveSignOfLife(sql, this.owner),
      done: (sign) => this.noteSign(sign),
      // The next tick repeats it.
      failed: () => undefined,
    });
  }

  /** Another file has taken the place of the one before, and does not know this process. */
  reset(): void {
    this.recalls = 0;
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
    release(store.sql, this.owner);
  }

  private take(store: SqliteStore, { limit, maxBytes, owner: holder }: LeaseCall): Answer {
    const isOver = limit > 0 && uptime() >= this.aliveUntil;
    const sign = isOver ? giveSignOfLife(store.sql, this.owner) : undefined;
    const owner = sign?.owner ?? this.owner;
    const isLost = holder !== 0 && holder !== owner;
    const now = Date.now();
    const { records, damaged } =
      isLost || limit === 0 ? NOTHING : store.lease(owner, limit, maxBytes, now);
    return { lease: { records, nextDueAt: store.nextDueAt(now) }, damaged, sign, isLost };
  }

  private answerWaiting(answer: Answer): void {
    this.note(answer);
    const { lease, isLost } = answer;
    if (lease.records.length === 0 && !isLost) {
      this.wakeAt(lease.nextDueAt);
      return;
    }
    this.waiting?.done(lease);
    this.waiting = undefined;
  }

  private note({ sign, damaged }: Answer): void {
    this.noteSign(sign);
    for (const letter of damaged) this.onDamaged(letter);
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
      return this.file.read((store) => store.nextDueAt(Date.now())) ?? Infinity;
    } catch {
      return 0;
    }
  }

  private wakeAt(time = Infinity): void {
    clearTimeout(this.dueTimer);
    if (time !== Infinity) this.dueTimer = callAt(time, this.wake);
  }

  /** Looks for what other processes have done. */
  private look(): void {
    try {
      const recalls = this.file.read(({ sql }) => countRecalls(sql, this.owner));
      if (recalls > 0 && recalls !== this.recalls) {
        this.recalls = recalls;
        this.onRecall(recalls);
      }
      const version = this.file.version();
      if (version === this.seenVersion) return;
      this.seenVersion = version;
      this.wake();
    } catch {
      // The disk fails: the next transaction will report that.
    }
  }
}
