import { isNamed } from '../event/named-error.js';
import { OutboxFullError } from '../outbox/errors.js';
import { sizeOf, type NewRecord, type Outbox } from '../outbox/outbox.js';
import type { Reporter } from '../reporting/reporter.js';

/** Where a record is put: the outbox, or a transaction of the application. */
export type RecordStore = Pick<Outbox, 'put'>;

/** An open transaction of the application's database. */
export interface OpenTransaction {
  /** Writes a record with one statement. If that fails, the database aborts the transaction. */
  put(record: NewRecord): Promise<void>;
  /** The same behind a savepoint: if it fails, the transaction goes on as if it had not been tried. */
  tryPut(record: NewRecord): Promise<void>;
}

/** What a relay works with. */
export interface RelayParts {
  readonly outbox: RecordStore;
  /** Which records are moved. */
  readonly source: string;
  readonly reporter: Reporter;
}

/** Moves the records of committed transactions to the outbox. */
export interface Relay {
  start(): void;
  /** Moves all that is committed by now. @returns whether it could */
  drain(): Promise<boolean>;
  /** Gives this source the records of all others. @returns how many */
  adopt(): Promise<number>;
  /** @param timeoutMs milliseconds for the records that are being moved */
  stop(timeoutMs: number): Promise<void>;
}

/**
 * Keeps events in the transactions of the application's database, in which the orders are:
 * `postgres()` of `nestjs-converge/postgres` makes it.
 *
 * @publicApi
 */
export interface Transactions {
  /** @throws TypeError for what is no open transaction, with the next step @internal */
  join(handle: unknown, source: string): OpenTransaction;
  /** The handle of the running transaction, for `@TrackConverge` with `transactional: true`. @internal */
  readonly current?: (args: readonly any[]) => unknown;
  /** @returns undefined if another process moves the records @internal */
  openRelay(parts: RelayParts): Promise<Relay | undefined>;
}

/** An event could not be put into a transaction; `cause` is what the caller gets. */
export class TransactionError extends Error {
  override readonly name = 'TransactionError';

  /** @param reason without any value of the event */
  constructor(
    readonly reason: string,
    override readonly cause: unknown,
  ) {
    super(reason);
  }
}

/** The engine's way to the application's transactions. */
export class TransactionJoiner {
  constructor(
    private readonly transactions: Transactions,
    private readonly source: string,
    private readonly maxEventBytes: number,
    private readonly reporter: Reporter,
  ) {}

  /** For an event whose caller gets the errors. @throws TransactionError, as its `put` does */
  join(handle: unknown): RecordStore {
    const transaction = this.open(handle);
    return {
      put: async (record) => {
        this.checkSize(record);
        await transaction.put(record).catch((cause: unknown) => {
          throw new TransactionError(`the database refused it (${reasonOf(cause)})`, cause);
        });
      },
    };
  }

  /**
   * For a handler, which must not notice: errors are reported.
   *
   * @param args the arguments with which the handler was called
   * @param isStream whether its result is one, so that the transaction may end before it
   * @returns undefined if no transaction is open
   */
  joinCurrent(
    args: readonly unknown[],
    origin: string,
    isStream: boolean,
  ): HandlerTransaction | undefined {
    try {
      if (isStream) throw new TransactionError('the handler returned a stream', undefined);
      const transaction = this.open(this.transactions.current?.(args));
      const check = (record: NewRecord) => this.checkSize(record);
      return new HandlerTransaction(transaction, this.reporter, origin, check);
    } catch (error) {
      const why = isTransactionError(error) ? error.reason : reasonOf(error);
      const reason =
        'no transaction was open when the handler returned. Write @TrackConverge below @Transactional(), and check ' +
        `"transaction" of postgres(): ${why.replace(/\.$/, '')}`;
      this.reporter.report({ kind: 'outsideTransaction', origin, reason });
      return undefined;
    }
  }

  private open(handle: unknown): OpenTransaction {
    try {
      return this.transactions.join(handle, this.source);
    } catch (cause) {
      throw new TransactionError((cause as Error).message, cause);
    }
  }

  /** Here, because no row may be larger than what the outbox takes. */
  private checkSize(record: NewRecord): void {
    if (sizeOf(record) > this.maxEventBytes) throw new OutboxFullError('maxEventBytes');
  }
}

/** Keeps the events of one run of a handler in its transaction. */
export class HandlerTransaction implements RecordStore {
  private last: Promise<void> = Promise.resolve();
  /** What the database refused: kept in the outbox once the handler has succeeded. */
  readonly refused: NewRecord[] = [];

  constructor(
    private readonly transaction: OpenTransaction,
    private readonly reporter: Reporter,
    private readonly origin: string,
    private readonly check: (record: NewRecord) => void,
  ) {}

  put(record: NewRecord): Promise<void> {
    this.check(record);
    // One after the other: savepoints are a stack.
    this.last = this.last.then(() => this.tryPut(record));
    return this.last;
  }

  private async tryPut(record: NewRecord): Promise<void> {
    try {
      await this.transaction.tryPut(record);
    } catch (error) {
      this.refused.push(record);
      const { origin } = this;
      const { eventName } = record;
      const reason = `the database refused it (${reasonOf(error)})`;
      this.reporter.report({ kind: 'outsideTransaction', origin, eventName, reason });
    }
  }
}

/** What an error of a database driver says without its message, which may quote values or addresses. */
export function reasonOf(error: unknown): string {
  const { code, driverError, cause, meta, name } = (error ?? {}) as Record<string, any>;
  const ofPrisma = meta?.driverAdapterError?.cause?.originalCode;
  const found = [ofPrisma, code, driverError?.code, cause?.code].find(
    (one) => typeof one === 'string' && /^\w{1,40}$/.test(one),
  );
  if (found !== undefined) return found;
  return typeof name === 'string' && /^\w{1,40}$/.test(name) ? name : 'an unknown error';
}

export function isTransactionError(error: unknown): error is TransactionError {
  return isNamed<TransactionError>(error, 'TransactionError');
}
