import { EventEmitter } from 'node:events';
import { statSync } from 'node:fs';
import type { ShopState } from '../api-types.js';
import type { Memory } from '../store/memory.js';
import { changeShop } from './change-shop.js';
import { emptyShop, readShop, type OwnSource } from './read-shop.js';

/** The shortest pause between two looks at the file, in milliseconds. */
const PAUSE_MS = 300;
/** The longest one, and how many times as long as the look before: a long backlog takes a while to read. */
const LONGEST_PAUSE_MS = 3_000;
const PAUSE_PER_LOOK = 10;
/** After this time it is read again although it has not changed: a process may have ended. */
const READ_AGAIN_MS = 5_000;

/**
 * Follows the outbox's file of an application while somebody watches. It opens the file only to read it and
 * closes it at once, so that the application can replace, move or delete it. Emits `change`.
 */
export class ShopWatch extends EventEmitter<{ change: [] }> {
  private current: ShopState | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isWatched = false;
  private isLooking = false;
  private reading: Promise<void> | undefined;
  /** What the file looked like when it was read. */
  private stamp: string | undefined;
  private readAt = -Infinity;
  /** How many reads in a row have failed: a single one may have met a write. */
  private failures = 0;

  constructor(
    private readonly path: string,
    private readonly own: OwnSource,
    private readonly memory: Memory,
  ) {
    super();
  }

  /** Undefined until it was read for the first time. */
  get state(): ShopState | undefined {
    return this.current;
  }

  start(): void {
    if (this.isWatched) return;
    this.isWatched = true;
    // A look that has not ended yet goes on by itself: a second one would never end.
    if (!this.isLooking) void this.look();
  }

  stop(): void {
    this.isWatched = false;
    clearTimeout(this.timer);
  }

  /** The state at this moment. */
  async read(): Promise<ShopState> {
    await this.refresh();
    return this.current ?? emptyShop(this.path);
  }

  /** Does what the page asks for with one event. @returns the state after it @throws HttpError */
  async change(action: string, text: string): Promise<ShopState> {
    await changeShop(this.path, this.own, action, text);
    return this.read();
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    const startedAt = performance.now();
    const isOld = performance.now() - this.readAt > READ_AGAIN_MS;
    if (isOld || this.failures === 1 || this.stamp !== stampOf(this.path) || this.isAnyDue()) {
      await this.refresh();
    }
    this.isLooking = false;
    if (!this.isWatched) return;
    this.timer = setTimeout(() => void this.look(), pauseAfter(performance.now() - startedAt));
  }

  private refresh(): Promise<void> {
    this.reading ??= this.readFile().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readFile(): Promise<void> {
    this.stamp = stampOf(this.path);
    this.readAt = performance.now();
    let state: ShopState;
    try {
      state =
        this.stamp === undefined
          ? emptyShop(this.path)
          : await readShop(this.path, this.own, this.memory);
      this.failures = 0;
    } catch (error) {
      this.failures++;
      if (this.failures === 1 && this.current?.file === 'open') return;
      state = emptyShop(this.path, (error as Error).message);
    }
    const isSame = JSON.stringify(state) === JSON.stringify(this.current);
    this.current = state;
    if (!isSame) this.emit('change');
  }

  /** Whether a listed event has become due, which changes its state without a write. */
  private isAnyDue(): boolean {
    const now = new Date().toISOString();
    const events = this.current?.events ?? [];
    return events.some(({ state, dueAt }) => state === 'waiting' && dueAt !== null && dueAt <= now);
  }
}

/** @param lookMs how long a look took, in milliseconds @returns the pause after it, in milliseconds */
export function pauseAfter(lookMs: number): number {
  return Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, PAUSE_PER_LOOK * lookMs));
}

/**
 * Changes with each write to the file or its log; undefined without a file. Where it may not be seen, the
 * error's code: reading it says why.
 */
function stampOf(path: string): string | undefined {
  try {
    const parts = [path, `${path}-wal`].map((each) => {
      const stat = statSync(each, { throwIfNoEntry: false });
      return stat && `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
    });
    return parts[0] === undefined ? undefined : parts.join();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
