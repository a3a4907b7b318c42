import type { Worker } from 'node:worker_threads';
import { OutboxClosedError } from '../outbox-closed.error.js';
import { OutboxFullError } from '../outbox-full.error.js';
import { OutboxUnavailableError } from '../outbox-unavailable.error.js';
import { endsWithin, MAX_TIMER_MS } from '../timer.js';
import { findLibsql, loadSqlite } from '../sqlite/driver.js';
import type { StoreSettings } from '../outbox-settings.js';
import { startWorker, type StartThread } from './start-worker.js';
import { decodeError, type EncodedError, type Message, type Request } from './store-protocol.js';
import { StoreServer } from './store-server.js';

/** How long the end of the process waits until all is written, in milliseconds. */
const EXIT_MS = 3_000;

interface Question {
  readonly request: Request;
  resolve(result: any): void;
  reject(error: Error): void;
}

/**
 * Asks the thread with the outbox's file. If no thread can be started, or it ends by a fault, this thread
 * does the same, and the open questions are asked again: an event may then be kept twice, which is
 * harmless, because Converge drops the copy.
 */
export class StoreClient {
  /** Asked in this turn, and not sent yet. */
  private unsent: Question[] = [];
  private readonly unanswered = new Map<number, Question>();
  /** How many answers the process must not end without. */
  private awaited = 0;
  private lastNumber = 0;
  private worker?: Worker;
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
    if (!(await client.openInWorker(startThread))) await client.openHere();
    return client;
  }

  private constructor(
    private readonly settings: StoreSettings,
    private readonly listener: (message: Message) => void,
  ) {}

  /** Adds a request to those that {@link send} sends. What it refers to may be completed until then. */
  ask<Result>(kind: Request[1], ...values: unknown[]): Promise<Result> {
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
    for (const question of unsent) {
      this.unanswered.set(question.request[0], question);
      if (holdsProcess(question) && this.awaited++ === 0) this.worker?.ref();
    }
    const requests = unsent.map(({ request }) => request);
    try {
      this.post(requests);
    } catch (error) {
      this.reject(requests, error as Error);
    }
  }

  /** Sends at once what needs no answer. */
  tell(request: Request): void {
    if (!this.isClosed) this.post([request]);
  }

  /**
   * Ends the thread.
   *
   * @param timeoutMs milliseconds after which all that is not written is given up
   * @returns false if it was given up: then {@link finish} still has to be called at the end of the process
   */
  async close(timeoutMs: number = MAX_TIMER_MS): Promise<boolean> {
    const closed = this.ask('close');
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
    // Also what was asked while it was closing: sent now, it would keep the process waiting for an answer.
    for (const { reject } of this.unsent.splice(0)) reject(new OutboxClosedError());
    const requests = [...this.unanswered.values()].map(({ request }) => request);
    this.reject(requests, new OutboxClosedError());
    return isWritten;
  }

  /**
   * Waits until all that was sent is written: the process ends, there is no other turn. Also where nothing
   * is left to write: libsql aborts a process that ends while the thread is in the middle of a call.
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
    const open = () => [...this.unanswered.values()].map(({ request }) => request);
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
    if (this.requests.length === 0) setImmediate(() => this.serveHere());
    this.requests.push(...requests);
  }

  private serveHere(): void {
    const { requests } = this;
    this.requests = [];
    try {
      this.server?.handle(requests);
    } catch {
      // An error here would end the application.
      this.reject(requests, new OutboxFullError('disk'));
    }
  }

  private receive(message: Message): void {
    if (message[0] !== 'answers') {
      this.listener(message);
      return;
    }
    const [, answers] = message;
    for (let at = 0; at < answers.length; at += 3) {
      const question = this.take(answers[at] as number);
      const error = answers[at + 2] as EncodedError | undefined;
      if (error === undefined) question?.resolve(answers[at + 1]);
      else question?.reject(decodeError(error));
    }
  }

  private reject(requests: readonly Request[], error: Error): void {
    for (const [number] of requests) this.take(number)?.reject(error);
  }

  private take(number: number): Question | undefined {
    const question = this.unanswered.get(number);
    if (question === undefined) return undefined;
    this.unanswered.delete(number);
    if (holdsProcess(question) && --this.awaited === 0) this.worker?.unref();
    return question;
  }
}

/** All but a lease that waits: the process may end without having records to send. */
function holdsProcess({ request }: Question): boolean {
  return request[1] !== 'lease' || !request[5];
}
