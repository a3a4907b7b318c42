import { OutboxUnavailableError } from './outbox-unavailable.error.js';
import type { OutboxSettings } from './outbox-settings.js';
import type { Outbox } from './outbox.js';

export interface BrokerSettings extends Omit<OutboxSettings, 'path'> {
  /** After how long the caller of `put` gives up, in milliseconds: then it need not be tried any more. */
  readonly putMs?: number;
  /** What the application has configured for all its queues, in the framework's own way; if anything. */
  readonly shared?: unknown;
}

/** An outbox on a server. */
export interface BrokerOutbox extends Outbox {
  /**
   * Asks the server for as little as possible.
   *
   * @throws OutboxUnavailableError if it cannot be used
   */
  ping(): Promise<void>;
}

/** A server that keeps events outside of this process, for all machines of an application. */
export interface Broker {
  /** Names it in logs; without a password. */
  readonly name: string;

  /**
   * Opens an outbox there, without waiting for the server, which may be away: then `put` rejects with an
   * OutboxUnavailableError, `lease` waits for it, and so does `acknowledge`.
   */
  open(settings: BrokerSettings): BrokerOutbox;
}

/** Why a broker has refused a record or does not answer, in words. */
export function reasonOf(error: unknown): string {
  if (error instanceof OutboxUnavailableError) return error.message;
  return `it failed with ${error instanceof Error ? error.name : 'an unknown error'}`;
}
