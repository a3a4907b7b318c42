import { OutboxClosedError } from './outbox-closed.error.js';
import { OutboxFullError } from './outbox-full.error.js';
import type {
  Acknowledgement,
  Lease,
  NewRecord,
  Outbox,
  OutboxAdministration,
  OutboxRecord,
} from './outbox.js';
import type { OutboxNotice, StoreSettings } from './sqlite-file.js';
import { StoreClient, type StartThread } from './store-client.js';
import { ACKNOWLEDGEMENTS, type Failures, type Message, type Write } from './store-protocol.js';

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

/** A call of lease that waits. */
interface Waiting {
  readonly limit: number;
  /** Whether the thread with the file knows of it. */
  isSent: boolean;
  resolve(lease: Lease): void;
}

const NOTHING: Lease = { records: [], nextDueAt: undefined };

/** What is written in one message and one transaction. */
interface Turn {
  /** Flat, see {@link Write}. */
  readonly puts: unknown[];
  putCount: number;
  readonly acknowledgements: Acknowledgement[];
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
    replay: (filter) => this.administer('replay', filter),
    discard: (filter) => this.administer('discard', filter),
    erase: (alias) => this.administer('erase', alias),
    adopt: () => this.administer('adopt'),
  };
  private client!: StoreClient;
  private turn?: Turn;
  private isScheduled = false;
  private lazyTimer?: NodeJS.Timeout;
  private uncommitted = 0;
  /** The call that waits until a record is due. */
  private waiting?: Waiting;
  /** Whether more was due when records were last handed out. */
  private isBacklog = true;
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
    outbox.ticks = setInterval(() => outbox.client.tick(), TICK_MS).unref();
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
    this.uncommitted++;
    this.schedule();
    const reason = (await turn.written)?.get(index);
    if (reason !== undefined) throw new OutboxFullError(reason);
  }

  /** Only for a caller that holds no lost leases any more, see {@link holdsLeases}. */
  async lease(limit: number, wait = false): Promise<Lease> {
    if (limit > 0) this.leasedTo = this.owner;
    if (wait) return this.waitForRecords(limit);
    this.flush();
    const lease = (await this.client.ask('lease', { limit, owner: this.leasedTo })) as Lease;
    if (this.leasedTo === 0) this.leasedTo = this.owner;
    return lease;
  }

  private waitForRecords(limit: number): Promise<Lease> {
    if (this.closing !== undefined) return Promise.resolve(NOTHING);
    this.waiting?.resolve(NOTHING);
    const isBacklog = this.isBacklog;
    this.isBacklog = false;
    return new Promise((resolve) => {
      this.waiting = { limit, isSent: false, resolve };
      this.currentTurn();
      // Where nothing else is due now, it can go along with the next event that is put.
      if (isBacklog) this.schedule();
      else this.scheduleLazily();
    });
  }

  holdsLeases(): boolean {
    return this.leasedTo === this.owner && Date.now() < this.aliveUntil;
  }

  async acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    const turn = this.currentTurn();
    turn.acknowledgements.push(...acknowledgements);
    // That an event is delivered can be written down later: a process that is killed before sends it
    // again, and Converge drops the copy.
    const isUrgent = acknowledgements.some(({ state }) => state !== 'delivered');
    if (isUrgent || turn.acknowledgements.length >= LAZY_COUNT) this.schedule();
    else this.scheduleLazily();
    const reason = (await turn.written)?.get(ACKNOWLEDGEMENTS);
    if (reason !== undefined) throw new OutboxFullError(reason);
  }

  close(): Promise<void> {
    this.closing ??= this.closeOnce();
    return this.closing;
  }

  private async closeOnce(): Promise<void> {
    clearInterval(this.ticks);
    this.waiting?.resolve(NOTHING);
    this.waiting = undefined;
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
    const settle = { written, resolve, reject };
    this.turn = { puts: [], putCount: 0, acknowledgements: [], ...settle };
    return this.turn;
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(this.flush);
  }

  private scheduleLazily(): void {
    this.lazyTimer ??= setTimeout(this.flush, LAZY_MS);
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
    const { puts, acknowledgements } = turn;
    const { waiting } = this;
    const wanted = waiting === undefined || waiting.isSent ? 0 : waiting.limit;
    if (waiting !== undefined) waiting.isSent = true;
    const write: Write = { puts, owner: this.leasedTo, acknowledgements, wanted };
    try {
      turn.resolve((await this.client.ask('write', write)) as Failures | undefined);
    } catch (error) {
      turn.reject(error);
    }
    this.uncommitted -= turn.putCount;
  }

  private async administer<T>(verb: keyof OutboxAdministration, value?: unknown): Promise<T> {
    this.flush();
    return (await this.client.ask('admin', { verb, value })) as T;
  }

  private readonly finish = (): void => {
    this.flush();
    this.client.finish();
  };

  private receive(message: Message): void {
    switch (message[0]) {
      case 'alive':
        [, this.owner, this.aliveUntil] = message;
        break;
      case 'answers':
        this.receiveRecords(message[2]!);
        break;
      case 'notice':
        this.onNotice(message[1]);
        // Another thread has the file now, and knows nothing of what is wanted.
        if (message[1].kind === 'outboxInMainThread') this.wantAgain();
    }
  }

  private receiveRecords(lease: Lease): void {
    if (this.leasedTo === 0) this.leasedTo = this.owner;
    this.isBacklog = (lease.nextDueAt ?? Infinity) <= Date.now();
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) waiting.resolve(lease);
    else void this.acknowledge(lease.records.map(givenBack)).catch(() => undefined);
  }

  private wantAgain(): void {
    if (this.waiting === undefined) return;
    this.waiting.isSent = false;
    this.currentTurn();
    this.schedule();
  }
}

/** As if the record had not been leased. */
function givenBack({ id, attempts }: OutboxRecord): Acknowledgement {
  return { id, state: 'waiting', dueAt: 0, attempts };
}
