import { Client, type Dispatcher } from 'undici';

/** Whatever `close()` has to end. */
export interface Ending {
  end(error: unknown): void;
}

/** What has come of an answer when it ends. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

/** A client with one socket that knows whether that has been used; undici keeps this to itself. */
export class CountingClient extends Client {
  /** Answers read on the present connection. */
  answers = 0;

  constructor(origin: URL, options: object) {
    super(origin, options);
    this.on('connect', () => (this.answers = 0));
  }

  override dispatch(
    options: Dispatcher.DispatchOptions & { exchange?: UndiciExchange },
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    if (options.exchange) options.exchange.client = this;
    return super.dispatch(options, handler);
  }
}

/**
 * One request and its answer. It listens to undici itself, so that neither a stream nor an AbortSignal
 * is made for an answer that is short, whole and text. Ends exactly once: with `answered`, `failed` or
 * `end`.
 */
export abstract class UndiciExchange implements Dispatcher.DispatchHandler, Ending {
  /** The client that took the request. */
  client: CountingClient | undefined;

  private controller: Dispatcher.DispatchController | undefined;
  private reused = false;
  private done = false;
  private status = 0;
  private statusText = '';
  private headers: Answer['headers'] = {};
  private first: Buffer | undefined;
  private rest: Buffer[] | undefined;
  private length = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    timeoutMs: number,
    private readonly maxAnswerBytes: number,
    private readonly underWay: Set<Ending>,
  ) {
    // A timer of one for all with a shared callback: no closure, and cleared long before it fires.
    this.timer = setTimeout(timeOut, timeoutMs, this);
    underWay.add(this);
  }

  protected abstract answered(answer: Answer): void;
  /** @param reused whether the connection had carried an answer before */
  protected abstract failed(error: Error, reused: boolean): void;
  protected abstract gaveUp(error: unknown): void;
  abstract timedOut(): void;

  /** Gives up at once, wherever the request is. */
  end(error: unknown): void {
    if (!this.release()) return;
    this.gaveUp(error);
    this.controller?.abort(new Error('The request was given up.'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Thrown, undici drops the request and keeps the connection; aborting would cost the connection.
    if (this.done) throw new Error('The request was given up before it could start.');
    this.controller = controller;
    this.reused = this.client !== undefined && this.client.answers > 0;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Answer['headers'],
    statusText = '',
  ): void {
    this.status = status;
    this.statusText = statusText;
    this.headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.length += chunk.length;
    if (this.first === undefined) this.first = chunk;
    else (this.rest ??= []).push(chunk);
    if (this.length <= this.maxAnswerBytes) return;
    this.onResponseEnd();
    controller.abort(new Error('The answer is longer than what is read.'));
  }

  onResponseEnd(): void {
    if (!this.release()) return;
    if (this.client) this.client.answers++;
    this.answered(this.answer());
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.release()) this.failed(error, this.reused);
  }

  /** @returns false where the exchange has ended already */
  protected release(): boolean {
    if (this.done) return false;
    this.done = true;
    clearTimeout(this.timer);
    this.underWay.delete(this);
    return true;
  }

  private answer(): Answer {
    const { status, statusText, headers, first, rest } = this;
    const bytes = rest === undefined ? first : Buffer.concat([first!, ...rest]);
    const text = bytes?.toString('utf8', 0, this.maxAnswerBytes) ?? '';
    return { status, statusText, headers, text: text.startsWith('\uFEFF') ? text.slice(1) : text };
  }
}

function timeOut(exchange: UndiciExchange): void {
  exchange.timedOut();
}
