import type { Queue, Worker } from 'bullmq';
import { OutboxUnavailableError } from '../outbox/outbox-unavailable.error.js';
import { endsWithin } from '../outbox/timer.js';

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

  /** Waits until it is connected. @returns undefined if it was closed */
  async ready(): Promise<Bull | undefined> {
    while (!this.isReady && !this.isClosed) await this.change();
    return this.isClosed ? undefined : this.bull;
  }

  /** Waits until it is connected, or something has failed; then {@link now} throws why. */
  async tried(): Promise<void> {
    while (!this.isReady && !this.isClosed && this.lastError === undefined) await this.change();
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
        (bull as Queue).on('error', (error) => this.fail(error));
        await bull.waitUntilReady();
        this.isReady = true;
        this.wake();
        return;
      } catch (error) {
        this.fail(error);
      }
      if (this.bull !== undefined) await closeWithin(this.bull, RETRY_MS);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
    }
  }

  private fail(error: unknown): void {
    this.lastError = error;
    this.wake();
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

/** Says in words why the server cannot be used; without its message, which may have an address or a name. */
export function unavailable(error: unknown): OutboxUnavailableError {
  if (error instanceof OutboxUnavailableError) return error;
  if (error === undefined) return new OutboxUnavailableError('it is not connected yet');
  const { code, name, message = '' } = (error ?? {}) as Partial<Error> & { code?: unknown };
  // Redis begins its messages with a code, and PostgreSQL has one of its own.
  const word = /^[A-Z]{3,30}(?= )/.exec(message)?.[0];
  const reason = typeof code === 'string' ? code : (word ?? name ?? 'unknown error');
  return new OutboxUnavailableError(`it cannot be reached or used (${reason})`);
}
