import { randomInt } from 'node:crypto';
import { clearInterval, setInterval } from '../../timers.js';
import { uptime } from '../time.js';
import type { GroupCommit, Job } from './group-commit.js';
import type { Heartbeat, Lease, Message } from './protocol.js';
import type { StoreFile } from './file.js';
import type { SqliteStore } from './store.js';

/** How often to look for what other processes have put, in milliseconds. */
const POLL_MS = 100;

/** What this process leases: its number in the file, and its heartbeats. */
export class Leases {
  private heartbeat: Heartbeat = { holder: 0, aliveUntil: 0 };
  /** The number that it gets if the file does not know it: the same for all that one transaction does. */
  private nextHolder = newHolder();
  /** Set by the first lease: a process that only records needs no heartbeat. */
  private poll?: NodeJS.Timeout;
  private seenVersion = 0;

  constructor(
    private readonly file: StoreFile,
    private readonly jobs: GroupCommit,
    private readonly post: (message: Message) => void,
  ) {}

  /** Leases the oldest records that are due. @param known the number of the caller's earlier leases, 0 without any */
  lease(
    limit: number,
    maxBytes: number,
    known: number,
    { done, failed }: Pick<Job<Lease>, 'done' | 'failed'>,
  ): void {
    this.poll ??= setInterval(() => this.look(), POLL_MS).unref();
    /** Given if the last one was over; it counts once it is committed. */
    let heartbeat: Heartbeat | undefined;
    this.jobs.add<Lease>({
      run: (store) => {
        const { holder: own, aliveUntil } = this.heartbeat;
        const isOver = uptime() >= aliveUntil;
        // A thread that takes the place of one that has ended goes on with its number.
        heartbeat = isOver ? store.heartbeat(own || known, this.nextHolder) : undefined;
        const { holder } = heartbeat ?? this.heartbeat;
        // If the caller's earlier leases are lost, it gets none before it knows that.
        const isLost = known !== 0 && known !== holder;
        return store.lease(holder, isLost ? 0 : limit, maxBytes, Date.now());
      },
      done: (lease) => {
        if (heartbeat !== undefined) this.keep(heartbeat);
        done(lease);
      },
      failed,
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

  stop(): void {
    clearInterval(this.poll);
  }

  /** Gives back all that is leased; in a transaction. */
  release(store: SqliteStore): void {
    store.release(this.heartbeat.holder);
  }

  private keep(heartbeat: Heartbeat): void {
    if (heartbeat.holder === this.nextHolder) this.nextHolder = newHolder();
    this.heartbeat = heartbeat;
    this.post(['alive', heartbeat]);
  }

  /** Looks for what other processes have put. */
  private look(): void {
    try {
      const version = this.file.version();
      if (version === this.seenVersion) return;
      this.seenVersion = version;
      this.post(['changed']);
    } catch {
      // The disk fails: the next transaction will report that.
    }
  }
}

/** A number that no other file has: what was leased in one that was replaced must match no record of the new one. */
function newHolder(): number {
  return randomInt(2 ** 47);
}
