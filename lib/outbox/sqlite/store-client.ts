import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import { OutboxClosedError, OutboxUnavailableError } from '../errors.js';
import type { OutboxNotice } from '../outbox.js';
import { clearTimeout, queueMicrotask, setImmediate, setTimeout } from '../../timers.js';
import { endsWithin, MAX_TIMER_MS, uptime } from '../time.js';
import { findLibsql, loadSqlite } from './driver.js';
import { decodeError, isWrite, type EncodedError, type Message, type Request } from './protocol.js';
import { MEMORY, type StoreSettings } from './store.js';
import { StoreServer } from './store-server.js';
import type { WorkerStart } from './store.worker.js';
import { WORKER_CODE } from './worker-code.js';

/** How long the end of the process waits until all is written, in milliseconds. */
const EXIT_MS = 3_000;
/** How long what is not urgent may wait for others, in milliseconds. */
const LAZY_MS = 10;
/** In which time a thread that ends by itself is started twice at most, in milliseconds. */
const RESTART_MS = 1_000;

/** What serves the requests: a worker, or for a store in memory this thread. */
export type StoreThread = Pick<Worker, 'postMessage'> &
  Partial<Pick<Worker, 'ref' | 'unref' | 'terminate'>> &
  Pick<EventEmitter, 'on'>;
/** Throws where there can be no thread. */
export type StartThread = (start: WorkerStart) => StoreThread;

interface Pending {
  readonly request: Request;
  resolve(result: any): void;
  reject(error: Error): void;
}

/**
 * Sends requests to the thread with the outbox's file. A thread that ends by a fault answers none of them, and
 * none is repeated, because one of them may be the cause: all are rejected. The next request starts another.
 */
export class StoreClient {
  /** This process's number in the file, and until when its leases hold. */
  heartbeat = { holder: 0, aliveUntil: 0 };
  /** Who leases records. */
  consumer?: { join(): void; look(): void; holdDuring<T>(work: () => Promise<T>): Promise<T> };
  /** Requests that are not sent yet. */
  private unsent: Pending[] = [];
  private readonly pending = new Map<number, Pending>();
  /** How many records of the last message are not written yet: until then, the next one collects. */
  private writing = 0;
  /** Whether something waits for that. */
  private isHeld = false;
  private isScheduled = false;
  private lazyTimer?: NodeJS.Timeout | undefined;
  private lastNumber = 0;
  private thread?: StoreThread | undefined;
  /** When the last two threads were started. */
  private starts: readonly [number, number] = [-Infinity, -Infinity];
  /** Why there is no thread. */
  private failure: Error = new OutboxClosedError();
  private isClosed = false;
  private readonly exitFlag = new Int32Array(new SharedArrayBuffer(4));

  constructor(
    private readonly settings: StoreSettings,
    private readonly onNotice: (notice: OutboxNotice) => void,
    private readonly startThread: StartThread = startWorker,
  ) {}

  /** @throws OutboxUnavailableError for a file that cannot be used, and where there can be no thread */
  open(): Promise<void> {
    const opened = this.request<void>('open');
    this.send();
    return opened;
  }

  /** Whether responses come at once, in this turn of the event loop. */
  get isInMemory(): boolean {
    return this.settings.path === MEMORY;
  }

  /** Adds a request to those that are sent next: call one of the methods below. */
  request<Result>(kind: Request[1], ...values: unknown[]): Promise<Result> {
    if (this.isClosed) return Promise.reject(new OutboxClosedError());
    return new Promise((resolve, reject) => {
      const request = [++this.lastNumber, kind, ...values] as unknown as Request;
      this.unsent.push({ request, resolve, reject });
    });
  }

  /** Sends all that is requested in one message: at once. */
  send(): void {
    clearTimeout(this.lazyTimer);
    this.lazyTimer = undefined;
    if (this.unsent.some(({ request }) => isWrite(request))) this.consumer?.join();
    const { unsent } = this;
    if (unsent.length === 0) return;
    this.unsent = [];
    const wasIdle = this.pending.size === 0;
    for (const each of unsent) {
      this.pending.set(each.request[0], each);
      if (isWrite(each.request)) this.writing++;
    }
    const requests = unsent.map(({ request }) => request);
    try {
      const thread = this.thread ?? this.start();
      if (wasIdle) thread.ref?.();
      thread.postMessage(requests);
    } catch (error) {
      for (const [number] of requests) this.take(number)?.reject(error as Error);
    }
  }

  /** At the end of this turn of the event loop, or once what was sent before is written. */
  sendSoon(): void {
    if (this.isInMemory) return this.send();
    if (!this.isScheduled) setImmediate(this.flush);
    this.isScheduled = true;
  }

  /** A moment later, if nothing else is sent before. */
  sendLazily(): void {
    if (this.isInMemory) this.send();
    else this.lazyTimer ??= setTimeout(this.flush, LAZY_MS);
  }

  /** Sends a request without a response; not to a thread that has ended. */
  notify(request: Request): void {
    if (!this.isClosed) this.thread?.postMessage([request]);
  }

  /**
   * Ends the thread.
   *
   * @param timeoutMs milliseconds after which all that is not written is given up
   * @returns false if it was given up: then {@link finish} still has to be called at the end of the process
   */
  async close(timeoutMs: number = MAX_TIMER_MS): Promise<boolean> {
    const closed = this.thread && this.request('close').catch(() => undefined);
    this.send();
    const isWritten = await endsWithin(closed, timeoutMs);
    this.isClosed = true;
    if (isWritten) await this.thread?.terminate?.();
    // Not terminated: in the middle of a call, libsql would abort the process.
    else this.thread?.postMessage([[0, 'exit', 0]] satisfies Request[]);
    for (const { reject } of this.unsent.splice(0)) reject(new OutboxClosedError());
    this.rejectPending(new OutboxClosedError());
    return isWritten;
  }

  /**
   * Blocks until all that was sent is written. Called at `exit`, where nothing asynchronous runs any more.
   * Also where nothing is left to write: libsql aborts a process that ends while the thread is in the
   * middle of a call.
   */
  finish(): void {
    if (this.thread === undefined) return;
    this.send();
    // Less than this thread waits, so that the other one rests when it gives up.
    this.notify([0, 'exit', EXIT_MS - 500]);
    Atomics.wait(this.exitFlag, 0, 0, EXIT_MS);
  }

  private readonly flush = (): void => {
    this.isScheduled = false;
    this.isHeld = this.writing > 0;
    if (!this.isHeld) this.send();
  };

  /** @throws OutboxUnavailableError */
  private start(): StoreThread {
    const [before, last] = this.starts;
    if (this.isClosed || uptime() < before + RESTART_MS) throw this.failure;
    this.starts = [last, uptime()];
    const { settings, exitFlag } = this;
    let thread: StoreThread;
    try {
      thread = this.isInMemory
        ? new MemoryThread(settings)
        : this.startThread({ settings, libsql: findLibsql(), exitFlag });
    } catch (error) {
      throw (this.failure = ended('cannot be started', error));
    }
    this.failure = ended('has ended', undefined);
    thread.on('message', (message: Message) => {
      if (message[0] === 'failed') this.failure = new OutboxUnavailableError(message[1]);
      else this.receive(message);
    });
    thread.on('error', (error) => {
      this.failure = ended('has ended', error);
      this.rejectPending(this.failure);
    });
    thread.on('exit', () => {
      if (this.isClosed) return;
      this.thread = undefined;
      this.rejectPending(this.failure);
    });
    return (this.thread = thread);
  }

  private receive(message: Exclude<Message, readonly ['failed', string]>): void {
    if (message[0] === 'notice') this.onNotice(message[1]);
    else if (message[0] === 'changed') this.consumer?.look();
    else if (message[0] === 'alive') this.heartbeat = message[1];
    else {
      const [, responses] = message;
      for (let at = 0; at < responses.length; at += 3) {
        const pending = this.take(responses[at] as number);
        const error = responses[at + 2] as EncodedError | undefined;
        if (error === undefined) pending?.resolve(responses[at + 1]);
        else pending?.reject(decodeError(error));
      }
      if (this.isHeld && this.writing === 0) this.flush();
    }
  }

  private rejectPending(error: Error): void {
    for (const number of this.pending.keys()) this.take(number)?.reject(error);
  }

  private take(number: number): Pending | undefined {
    const pending = this.pending.get(number);
    if (pending === undefined) return undefined;
    this.pending.delete(number);
    if (isWrite(pending.request)) this.writing--;
    if (this.pending.size === 0) this.thread?.unref?.();
    return pending;
  }
}

/** @param error may be an operator's question that was too large for the thread's memory, for instance */
function ended(what: string, error: unknown): OutboxUnavailableError {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  const why = error === undefined ? 'without an error' : String(code ?? name);
  return new OutboxUnavailableError(`its thread ${what} (${why})`);
}

/** Starts the thread of applications. */
export function startWorker(start: WorkerStart): Worker {
  return new Worker(WORKER_CODE, {
    eval: true,
    name: 'nestjs-converge outbox',
    workerData: start,
    // The application's loaders and agents must not run in this thread, and the warning that SQLite is
    // experimental in older versions of Node does not help a reader of the log.
    execArgv: ['--no-warnings'],
    // One of the file stays open: to close it would release the locks of another outbox of this process.
    trackUnmanagedFds: false,
    env: {},
  });
}

/** A store in memory, which this thread serves, in the same turn of the event loop. */
class MemoryThread extends EventEmitter implements StoreThread {
  private requests: Request[] = [];
  private readonly server: StoreServer;

  constructor(settings: StoreSettings) {
    super();
    const post = (message: Message) => void this.emit('message', message);
    this.server = new StoreServer(settings, loadSqlite(), post);
  }

  postMessage(requests: readonly Request[]): void {
    if (this.requests.length === 0) queueMicrotask(this.serve);
    this.requests.push(...requests);
  }

  private readonly serve = (): void => {
    try {
      this.server.handle(this.requests.splice(0));
    } catch (error) {
      // Thrown here, it would end the application.
      this.emit('error', error);
    }
  };
}
