import { Worker } from 'node:worker_threads';
import { OutboxClosedError, OutboxFullError, OutboxUnavailableError } from '../errors.js';
import type { StoreSettings } from '../outbox.js';
import { endsWithin, MAX_TIMER_MS } from '../time.js';
import { findLibsql, loadSqlite } from './driver.js';
import { decodeError, type EncodedError, type Message, type Request } from './protocol.js';
import { MEMORY } from './store.js';
import { StoreServer } from './store-server.js';
import type { WorkerStart } from './store.worker.js';
import { WORKER_CODE } from './worker-code.js';

/** How long the end of the process waits until all is written, in milliseconds. */
const EXIT_MS = 3_000;

/** Throws where there can be no thread. */
export type StartThread = (start: WorkerStart) => Worker;

interface Pending {
  readonly request: Request;
  resolve(result: any): void;
  reject(error: Error): void;
}

/**
 * Sends requests to the thread with the outbox's file. If no thread can be started, or it ends by a fault,
 * this thread does its work, and repeats the requests without a response: an event may then be kept twice,
 * which is harmless, because Converge drops the copy. A store in memory needs no thread.
 */
export class StoreClient {
  /** Requests of this turn that are not sent yet. */
  private unsent: Pending[] = [];
  private readonly pending = new Map<number, Pending>();
  /** How many responses the process must not end without. */
  private awaited = 0;
  private lastNumber = 0;
  private worker?: Worker | undefined;
  /** Used where there is no worker. */
  private server?: StoreServer;
  /** The server's requests of the next turn. */
  private requests: Request[] = [];
  private isOpening = false;
  private isClosed = false;
  private readonly exitFlag = new Int32Array(new SharedArrayBuffer(4));

  /**
   * @param listener gets the messages that answer no request
   * @throws OutboxUnavailableError, and SQLite's errors for a file that it cannot use
   */
  static async open(
    settings: StoreSettings,
    listener: (message: Message) => void,
    startThread: StartThread = startWorker,
  ): Promise<StoreClient> {
    const client = new StoreClient(settings, listener);
    if (client.isInMemory) client.server = client.openMemory();
    else if (!(await client.openInWorker(startThread))) await client.openHere();
    return client;
  }

  private constructor(
    private readonly settings: StoreSettings,
    private readonly listener: (message: Message) => void,
  ) {}

  /** Whether responses come at once, in this turn of the event loop. */
  get isInMemory(): boolean {
    return this.settings.path === MEMORY;
  }

  /** Adds a request to those that {@link send} sends. What it refers to may be completed until then. */
  request<Result>(kind: Request[1], ...values: unknown[]): Promise<Result> {
    if (this.isClosed) return Promise.reject(new OutboxClosedError());
    return new Promise((resolve, reject) => {
      const request = [++this.lastNumber, kind, ...values] as unknown as Request;
      this.unsent.push({ request, resolve, reject });
    });
  }

  /** Sends the requests of this turn in one message. */
  send(): void {
    const { unsent } = this;
    if (unsent.length === 0) return;
    this.unsent = [];
    for (const each of unsent) {
      this.pending.set(each.request[0], each);
      if (holdsProcess(each) && this.awaited++ === 0) this.worker?.ref();
    }
    const requests = unsent.map(({ request }) => request);
    try {
      this.post(requests);
    } catch (error) {
      this.reject(requests, error as Error);
    }
  }

  /** Sends a request without a response. */
  notify(request: Request): void {
    if (!this.isClosed) this.post([request]);
  }

  /**
   * Ends the thread.
   *
   * @param timeoutMs milliseconds after which all that is not written is given up
   * @returns false if it was given up: then {@link finish} still has to be called at the end of the process
   */
  async close(timeoutMs: number = MAX_TIMER_MS): Promise<boolean> {
    const closed = this.request('close');
    this.send();
    const isWritten = await endsWithin(closed, timeoutMs);
    this.isClosed = true;
    if (isWritten) {
      await this.worker?.terminate();
    } else {
      // Not terminated: in the middle of a call, libsql would abort the process.
      this.worker?.postMessage([[0, 'exit', 0]] satisfies Request[]);
      this.server?.finish(0);
    }
    // Also what was requested while it was closing: sent now, it would keep the process waiting.
    for (const { reject } of this.unsent.splice(0)) reject(new OutboxClosedError());
    const requests = [...this.pending.values()].map(({ request }) => request);
    this.reject(requests, new OutboxClosedError());
    return isWritten;
  }

  /**
   * Blocks until all that was sent is written. Called at `exit`, where nothing asynchronous runs any more.
   * Also where nothing is left to write: libsql aborts a process that ends while the thread is in the
   * middle of a call.
   */
  finish(): void {
    if (this.worker === undefined) {
      if (this.isClosed) return;
      this.server?.handle(this.requests);
      this.server?.finish(EXIT_MS);
      return;
    }
    // Less than this thread waits, so that the other one rests when it gives up.
    if (!this.isClosed) this.post([[0, 'exit', EXIT_MS - 500]]);
    Atomics.wait(this.exitFlag, 0, 0, EXIT_MS);
  }

  private openMemory(): StoreServer {
    return new StoreServer(this.settings, loadSqlite(), (message) => this.receive(message));
  }

  /** @returns false where there can be no thread */
  private openInWorker(startThread: StartThread): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const { settings, exitFlag } = this;
      let isOpen = false;
      let worker: Worker;
      try {
        worker = startThread({ settings, libsql: findLibsql(), exitFlag });
      } catch {
        resolve(false);
        return;
      }
      worker.on('message', (message: Message) => {
        if (message[0] === 'opened') {
          isOpen = true;
          this.worker = worker;
          worker.unref();
          resolve(true);
        } else if (message[0] === 'failed') reject(new OutboxUnavailableError(message[1]));
        else this.receive(message);
      });
      // The exit follows.
      worker.on('error', () => undefined);
      worker.on('exit', () => {
        this.worker = undefined;
        if (isOpen && !this.isClosed) void this.continueHere();
        resolve(false);
      });
    });
  }

  private async openHere(): Promise<void> {
    const open = loadSqlite();
    const server = await StoreServer.open(this.settings, open, (it) => this.receive(it));
    this.listener(['notice', { kind: 'outboxInMainThread' }]);
    this.server = server;
  }

  private async continueHere(): Promise<void> {
    if (this.isOpening) return;
    this.isOpening = true;
    const open = () => [...this.pending.values()].map(({ request }) => request);
    try {
      await this.openHere();
      this.post(open());
    } catch {
      // The next request tries again.
      this.reject(open(), new OutboxFullError('disk'));
    } finally {
      this.isOpening = false;
    }
  }

  private post(requests: readonly Request[]): void {
    if (this.worker !== undefined) {
      this.worker.postMessage(requests);
      return;
    }
    if (this.server === undefined) {
      void this.continueHere();
      return;
    }
    if (this.requests.length === 0) {
      if (this.isInMemory) queueMicrotask(this.serve);
      else setImmediate(this.serve);
    }
    this.requests.push(...requests);
  }

  /** Does the thread's work in this one. */
  private readonly serve = (): void => {
    const { requests } = this;
    this.requests = [];
    try {
      this.server?.handle(requests);
    } catch {
      // An error here would end the application.
      this.reject(requests, new OutboxFullError('disk'));
    }
  };

  private receive(message: Message): void {
    if (message[0] !== 'responses') {
      this.listener(message);
      return;
    }
    const [, responses] = message;
    for (let at = 0; at < responses.length; at += 3) {
      const pending = this.take(responses[at] as number);
      const error = responses[at + 2] as EncodedError | undefined;
      if (error === undefined) pending?.resolve(responses[at + 1]);
      else pending?.reject(decodeError(error));
    }
  }

  private reject(requests: readonly Request[], error: Error): void {
    for (const [number] of requests) this.take(number)?.reject(error);
  }

  private take(number: number): Pending | undefined {
    const pending = this.pending.get(number);
    if (pending === undefined) return undefined;
    this.pending.delete(number);
    if (holdsProcess(pending) && --this.awaited === 0) this.worker?.unref();
    return pending;
  }
}

/** A waiting lease must not keep the process alive. */
function holdsProcess({ request }: Pending): boolean {
  return request[1] !== 'lease' || !request[5];
}

function startWorker(start: WorkerStart): Worker {
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
