import { OutboxClosedError } from './outbox-closed.error.js';
import { OutboxFullError } from './outbox-full.error.js';
import type { Acknowledgement, Lease, NewRecord, Outbox, OutboxAdministration } from './outbox.js';
import type { OutboxNotice, StoreSettings } from './sqlite-file.js';
import { StoreClient, type StartThread } from './store-client.js';
import { ACKNOWLEDGEMENTS, type Failures, type Message } from './store-protocol.js';

/** How often a process gives a sign of life, and has the file tidied up, in milliseconds. */
const TICK_MS = 2_000;
/** How many puts may wait in memory for the disk or another process's lock. */
const MAX_UNCOMMITTED = 10_000;
/** For how long an acknowledgement that nothing waits for may wait for others, in milliseconds. */
const LAZY_MS = 10;
/** How many of them make a transaction worth its while. */
const LAZY_COUNT = 32;

export interface SqliteOutboxSettings extends StoreSettings {
  /** Is called with what should be known of the file. */
  readonly onNotice: (notice: OutboxNotice) => void;
}

/** What is written in one message and one transaction. */
interface Turn {
  /** A flat list, because thousands of small objects would cost more on their way to the thread. */
  readonly puts: unknown[];
  putCount: number;
  /** Whether one of them can be sent. */
  canBeSent: boolean;
  readonly delivered: number[];
  readonly others: Acknowledgement[];
  readonly written: Promise<Failures | undefined>;
  resolve(failures: Failures | undefined): void;
  reject(error: unknown): void;
}

/** One listener serves all outboxes of the process: process.exit() leaves no turn for what was put last. */
const finishAtExit = new Set<() => void>();

process.on('exit', () => {
  for (const finish of finishAtExit) {
    try {
      finish();
    } catch {
      // An error here would change the exit code of the application.
    }
  }
});

/**
 * Keeps events in a SQLite file: what is committed survives a killed process, and what the operating
 * system has written survives a power cut. Several processes can share the file. The file is used in a
 * thread of its own; this one only collects what a turn of the event loop asks for.
 */
export class SqliteOutbox implements Outbox {
  readonly isDurable = true;
  readonly admin: OutboxAdministration = {
    counts: () => this.administer('counts'),
    deadLetters: (filter) => this.administer('deadLetters', filter),
    replay: (filter) => this.administer<number>('replay', filter).finally(() => this.wake()),
    discard: (filter) => this.administer('discard', filter),
    erase: (alias) => this.administer('erase', alias),
    adopt: () => this.administer<number>('adopt').finally(() => this.wake()),
  };
  private client!: StoreClient;
  private turn?: Turn;
  private isScheduled = false;
  private lazyTimer?: NodeJS.Timeout;
  private uncommitted = 0;
  private wake = (): void => undefined;
  /** This process's number in the file, and until when its leases hold. */
  private owner = 0;
  private aliveUntil = 0;
  /** To which number what was leased belongs. */
  private leasedTo = 0;
  private closing?: Promise<void>;
  private ticks?: NodeJS.Timeout;

  /**
   * Waits for other processes that have the file's lock, for half a minute at the most.
   *
   * @param startThread as {@link StoreClient.open} takes it
   * @throws OutboxUnavailableError, and what SQLite says of a file that it cannot use
   */
  static async open(
    settings: SqliteOutboxSettings,
    startThread?: StartThread,
  ): Promise<SqliteOutbox> {
    const { onNotice, path, source, maxEvents, maxBytes, deadLetterMs } = settings;
    const outbox = new SqliteOutbox(onNotice);
    outbox.client = await StoreClient.open(
      { path, source, maxEvents, maxBytes, deadLetterMs },
      (message) => outbox.receive(message),
      startThread,
    );
    outbox.ticks = setInterval(() => outbox.client.tell('tick'), TICK_MS).unref();
    finishAtExit.add(outbox.finish);
    return outbox;
  }

  private constructor(private readonly onNotice: (notice: OutboxNotice) => void) {}

  async put({ eventName, origin, body, recordedAt, dead }: NewRecord): Promise<void> {
    if (this.closing !== undefined) throw new OutboxClosedError();
    if (this.uncommitted >= MAX_UNCOMMITTED) throw new OutboxFullError('locked');
    const turn = this.currentTurn();
    const index = turn.putCount++;
    turn.puts.push(eventName, origin, body, recordedAt, dead);
    turn.canBeSent ||= dead === undefined;
    this.uncommitted++;
    this.schedule();
    const reason = (await turn.written)?.get(index);
    if (reason !== undefined) throw new OutboxFullError(reason);
  }

  /** Only for a caller that holds no lost leases any more, see {@link holdsLeases}. */
  async lease(limit: number): Promise<Lease> {
    this.flush();
    if (limit > 0) this.leasedTo = this.owner;
    const lease = (await this.client.ask('lease', limit, this.leasedTo)) as Lease;
    if (this.leasedTo === 0) this.leasedTo = this.owner;
    return lease;
  }

  holdsLeases(): boolean {
    return this.leasedTo === this.owner && Date.now() < this.aliveUntil;
  }

  async acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    const turn = this.currentTurn();
    for (const one of acknowledgements) {
      if (one.state === 'delivered') turn.delivered.push(one.id);
      else turn.others.push(one);
    }
    // That an event is delivered can be written down later: a process that is killed before sends it
    // again, and Converge drops the copy.
    if (turn.others.length > 0 || turn.delivered.length >= LAZY_COUNT) this.schedule();
    else this.lazyTimer ??= setTimeout(this.flush, LAZY_MS);
    const reason = (await turn.written)?.get(ACKNOWLEDGEMENTS);
    if (reason !== undefined) throw new OutboxFullError(reason);
  }

  onWake(listener: () => void): void {
    this.wake = listener;
    this.client.tell('listen');
  }

  close(): Promise<void> {
    this.closing ??= this.closeOnce();
    return this.closing;
  }

  private async closeOnce(): Promise<void> {
    clearInterval(this.ticks);
    this.flush();
    try {
      await this.client.close();
    } finally {
      finishAtExit.delete(this.finish);
    }
  }

  private currentTurn(): Turn {
    if (this.turn !== undefined) return this.turn;
    let resolve!: Turn['resolve'];
    let reject!: Turn['reject'];
    const written = new Promise<Failures | undefined>((...functions) => {
      [resolve, reject] = functions;
    });
    const [puts, delivered, others] = [[], [], []];
    const counts = { putCount: 0, canBeSent: false };
    this.turn = { puts, delivered, others, ...counts, written, resolve, reject };
    return this.turn;
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(this.flush);
  }

  /** Sends what was collected. */
  private readonly flush = (): void => {
    this.isScheduled = false;
    clearTimeout(this.lazyTimer);
    this.lazyTimer = undefined;
    const { turn } = this;
    if (turn === undefined) return;
    this.turn = undefined;
    void this.write(turn);
  };

  private async write(turn: Turn): Promise<void> {
    const { puts, delivered, others } = turn;
    try {
      const failures = await this.client.ask('write', puts, this.leasedTo, delivered, others);
      turn.resolve(failures as Failures | undefined);
    } catch (error) {
      turn.reject(error);
    }
    this.uncommitted -= turn.putCount;
    if (turn.canBeSent) this.wake();
  }

  private async administer<T>(verb: keyof OutboxAdministration, argument?: unknown): Promise<T> {
    this.flush();
    return (await this.client.ask('admin', verb, argument)) as T;
  }

  private readonly finish = (): void => {
    this.flush();
    this.client.finish();
  };

  private receive(message: Message): void {
    if (message[0] === 'alive') [, this.owner, this.aliveUntil] = message;
    else if (message[0] === 'wake') this.wake();
    else if (message[0] === 'notice') this.onNotice(message[1]);
  }
}
