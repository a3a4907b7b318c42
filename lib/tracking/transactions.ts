import { OutboxFullError, serverReason } from '../outbox/errors.js';
import { sizeOf, type Outbox } from '../outbox/outbox.js';
import type { Reporter } from '../reporting/reporter.js';

/** Where a record is put: the outbox, or a transaction of the application. */
export type RecordStore = Pick<Outbox, 'put'>;

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
 */
export interface Transactions {
  /**
   * A put is one statement; if it fails, the database aborts the transaction.
   *
   * @throws TypeError for what is no open transaction, with the next step
   * @internal
   */
  join(handle: unknown, source: string): RecordStore;
  /** @returns undefined if there is no table @internal */
  openRelay(parts: RelayParts): Promise<Relay | undefined>;
}

/** An event could not be put into a transaction; no value of it is in the message. The caller gets its `cause`. */
export class TransactionError extends Error {
  override readonly name = 'TransactionError';
}

/** @param join of {@link Transactions} @throws TransactionError, as the transaction's `put` does */
export function joinTransaction(join: () => RecordStore, maxEventBytes: number): RecordStore {
  let transaction: RecordStore;
  try {
    transaction = join();
  } catch (cause) {
    throw new TransactionError((cause as Error).message, { cause });
  }
  return {
    put: async (record) => {
      // Here, because no row may be larger than what the outbox takes.
      if (sizeOf(record) > maxEventBytes) throw new OutboxFullError('maxEventBytes');
      await transaction.put(record).catch((cause: unknown) => {
        throw new TransactionError(`the database refused it (${serverReason(cause)})`, { cause });
      });
    },
  };
}
