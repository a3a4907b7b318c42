import { Worker } from 'node:worker_threads';
import { findLibsql } from './find-libsql.js';
import { OutboxClosedError } from './outbox-closed.error.js';
import { OutboxFullError } from './outbox-full.error.js';
import type { WorkerStart } from './outbox.worker.js';
import { loadSqlite } from './sqlite-driver.js';
import type { StoreSettings } from './sqlite-file.js';
import { decodeError, type EncodedError, type Message, type Request } from './store-protocol.js';
import { StoreServer } from './store-server.js';
import { WORKER_CODE } from './worker-code.js';

/** How long the end of the process waits until all is written, in milliseconds. */
const EXIT_MS = 3_000;

export type StartThread = (start: WorkerStart) => Worker;

interface Unanswered {
  readonly request: Request;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * Asks the thread that has the outbox's file. Where no thread can be started, or it ends by a fault, the
 * same is done in this thread, and what was not answered is asked again: that an event may then be kept
 * twice is no harm, because Converge drops the copy.
 */
export class StoreClient {
  private readonly unanswered = new Map<number, Unanswered>();
  private lastNumber = 0;
  private worker?: Worker;
  private server?: StoreServer;
  /** What is asked of the server of this thread in the next turn. */
  private asked: Request[] = [];
  private isOpening = false;
  private isClosed = false;
  private readonly exitFlag = new Int32Array(new SharedArrayBuffer(4));

  /**
   * @param startThread starts the thread; throws where there can be none
   * @param listener gets what answers no request
   * @throws OutboxUnavailableError, and what SQLite says of a file that it cannot use
   */
  static async open(
    settings: StoreSettings,
    listener: (message: Message) => void,
    startThread: StartThread = startWorker,
  ): Promise<StoreClient> {
    const client = new StoreClient(settings, listener);
    if (!(await client.openInWorker(startThread))) await client.openHere();
    return client;
  }

  private constructor(
    private readonly settings: StoreSettings,
    private readonly listener: (message: Message) => void,
  ) {}

  /** @returns what came of it; rejects with the error that it met */
  ask(kind: Request[1], what?: unknown): Promise<unknown> {
    if (this.isClosed) return Promise.reject(new OutboxClosedError());
    return new Promise((resolve, reject) => {
      const number = ++this.lastNumber;
      const request = [number, kind, what] as unknown as Request;
      // A process must not end before it knows.
      if (this.unanswered.size === 0) this.worker?.ref();
      this.unanswered.set(number, { request, resolve, reject });
      try {
        this.post(request);
      } catch (error) {
        this.settle(number, () => reject(error as Error));
      }
    });
  }

  /** Says that some time has passed. */
  tick(): void {
    if (!this.isClosed) this.post([0, 'tick']);
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.ask('close');
    this.isClosed = true;
    await this.worker?.terminate();
  }

  /**
   * Waits until all that was asked is written: the process ends, there is no other turn. Also where there
   * is nothing to write: libsql aborts a process that ends while the thread is in the middle of a call.
   */
  finish(): void {
    if (this.isClosed) return;
    if (this.worker === undefined) {
      this.server?.handle(this.asked);
      this.server?.finish(EXIT_MS);
      return;
    }
    this.post([0, 'exit']);
    Atomics.wait(this.exitFlag, 0, 0, EXIT_MS);
  }

  /** @returns false where there can be no thread */
  private openInWorker(startThread: StartThread): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const { settings, exitFlag } = this;
      let isOpen = false;
      let worker: Worker;
      try {
        worker = startThread({ settings, libsql: findLibsql(), exitFlag, exitMs: EXIT_MS });
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
        } else if (message[0] === 'failed') reject(decodeError(message[1]));
        else this.receive(message);
      });
      // The exit follows.
      worker.on('error', () => undefined);
      worker.on('exit', () => {
        this.worker = undefined;
        if (isOpen && !this.isClosed) void this.goOnHere();
        resolve(false);
      });
    });
  }

  private async openHere(): Promise<void> {
    const open = loadSqlite(findLibsql());
    // This thread must not stand still for another process's lock.
    const server = await StoreServer.open(this.settings, open, 0, (it) => this.receive(it));
    this.listener(['notice', { kind: 'outboxInMainThread' }]);
    this.server = server;
  }

  private async goOnHere(): Promise<void> {
    if (this.isOpening) return;
    this.isOpening = true;
    try {
      await this.openHere();
      for (const { request } of this.unanswered.values()) this.post(request);
    } catch {
      // The next request tries again.
      this.refuse([...this.unanswered.keys()]);
    } finally {
      this.isOpening = false;
    }
  }

  private post(request: Request): void {
    if (this.worker !== undefined) {
      this.worker.postMessage(request);
      return;
    }
    if (this.server === undefined) {
      void this.goOnHere();
      return;
    }
    this.asked.push(request);
    if (this.asked.length > 1) return;
    setImmediate(() => {
      const { asked } = this;
      this.asked = [];
      try {
        this.server?.handle(asked);
      } catch {
        // An error here would end the application.
        this.refuse(asked.map(([number]) => number));
      }
    });
  }

  private refuse(numbers: readonly number[]): void {
    for (const number of numbers) {
      this.settle(number, ({ reject }) => reject(new OutboxFullError('disk')));
    }
  }

  private settle(number: number, end: (asked: Unanswered) => void): void {
    const asked = this.unanswered.get(number);
    this.unanswered.delete(number);
    if (asked !== undefined) end(asked);
    if (this.unanswered.size === 0) this.worker?.unref();
  }

  private receive(message: Message): void {
    if (message[0] !== 'answers') {
      this.listener(message);
      return;
    }
    const [, answers, leased] = message;
    for (let at = 0; at < answers.length; at += 3) {
      const number = answers[at] as number;
      const error = answers[at + 2] as EncodedError | undefined;
      this.settle(number, ({ resolve, reject }) => {
        if (error === undefined) resolve(answers[at + 1]);
        else reject(decodeError(error));
      });
    }
    if (leased !== undefined) this.listener(message);
  }
}

function startWorker(start: WorkerStart): Worker {
  return new Worker(WORKER_CODE, {
    eval: true,
    name: 'nestjs-converge outbox',
    workerData: start,
    // What the application loads into its own thread (loaders, agents) has no business in this one, and
    // that SQLite is experimental in older versions of Node does not help who reads the log.
    execArgv: ['--no-warnings'],
    env: {},
  });
}
