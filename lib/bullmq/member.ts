import type { Queue, Worker } from 'bullmq';
import { endsWithin } from '../outbox/time.js';
import { reasonFor, unavailable } from './unavailable.js';

/** The pause between two attempts to connect, in milliseconds. */
const RETRY_MS = 1_000;

/**
 * A queue or a worker on a server that may be away: BullMQ's own never recover if their first attempt to
 * connect fails. Once connected, they reconnect by themselves.
 */
export class Member<Bull extends Queue | Worker> {
  private bull?: Bull;
  private isReady = false;
  private isClosed = false;
  private lastError: unknown;
  private wakers: Array<() => void> = [];

  constructor(private readonly create: () => Bull) {
    void this.connect();
  }

  /** @throws OutboxUnavailableError if it is not connected yet */
  get now(): Bull {
    if (!this.isReady) throw unavailable(this.lastError);
    return this.bull!;
  }

  /** Why it is not connected, or was not the last time. */
  get error(): unknown {
    return this.lastError;
  }

  /** Waits until it is connected. @returns undefined if it was closed */
  async ready(): Promise<Bull | undefined> {
    while (!this.isReady && !this.isClosed) await this.change();
    return this.isClosed ? undefined : this.bull;
  }

  /** Waits until it is connected, or something has failed. @returns why; undefined if nothing has */
  async tried(): Promise<unknown> {
    while (!this.isReady && !this.isClosed && !this.isExplained) await this.change();
    return this.isReady ? undefined : this.lastError;
  }

  /** @param timeoutMs milliseconds after which the connection is cut */
  async close(timeoutMs: number): Promise<void> {
    this.isClosed = true;
    this.wake();
    if (this.bull !== undefined) await closeWithin(this.bull, timeoutMs);
  }

  private async connect(): Promise<void> {
    while (!this.isClosed) {
      try {
        const bull = this.create();
        this.bull = bull;
        // Without a listener, an error would end the process.
        (bull as Queue).on('error', (error) => this.note(error));
        await bull.waitUntilReady();
        this.isReady = true;
        this.lastError = undefined;
        this.wake();
        return;
      } catch (error) {
        this.note(error);
      }
      if (this.bull !== undefined) await closeWithin(this.bull, RETRY_MS);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
    }
  }

  /** The last error may only say that the connection is closed; why is said by an earlier one. */
  private note(error: unknown): void {
    if (!this.isExplained || reasonFor(error) !== undefined) this.lastError = error;
    this.wake();
  }

  private get isExplained(): boolean {
    return this.lastError !== undefined && reasonFor(this.lastError) !== undefined;
  }

  private change(): Promise<void> {
    return new Promise((resolve) => void this.wakers.push(resolve));
  }

  private wake(): void {
    for (const waker of this.wakers.splice(0)) waker();
  }
}

/** A server that is away may never answer to a farewell. */
async function closeWithin(bull: Queue | Worker, timeoutMs: number): Promise<void> {
  const closed = bull.close().catch(() => undefined);
  if (await endsWithin(closed, Math.max(0, timeoutMs))) return;
  await endsWithin(
    bull.disconnect().catch(() => undefined),
    RETRY_MS,
  );
}
