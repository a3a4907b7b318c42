import type { Queue, Worker } from 'bullmq';
import { OutboxUnavailableError } from '../outbox/errors.js';
import { endsWithin } from '../outbox/time.js';

/** The pause between two attempts to connect, in milliseconds. */
const RETRY_MS = 1_000;

/**
 * A queue or a worker on a server that may be unreachable: BullMQ's own never recover if their first attempt
 * to connect fails. Once connected, they reconnect by themselves.
 */
export class ReconnectingClient<Client extends Queue | Worker> {
  private client?: Client;
  private isReady = false;
  private isClosed = false;
  private lastError: unknown;

  /** @param onChange is called when it is connected, and with each error of the connection */
  constructor(
    private readonly create: () => Client,
    private readonly onChange: (error?: unknown) => void,
  ) {
    void this.connect();
  }

  /** Undefined if it is not connected yet. */
  get current(): Client | undefined {
    return this.isReady ? this.client : undefined;
  }

  /** @throws OutboxUnavailableError if it is not connected yet */
  get now(): Client {
    if (!this.isReady) throw unavailable(this.lastError);
    return this.client!;
  }

  /** Why it is not connected, or was not the last time. */
  get error(): unknown {
    return this.lastError;
  }

  /** @param timeoutMs milliseconds after which the connection is cut */
  async close(timeoutMs: number): Promise<void> {
    this.isClosed = true;
    if (this.client !== undefined) await closeWithin(this.client, timeoutMs);
  }

  private async connect(): Promise<void> {
    while (!this.isClosed) {
      try {
        const client = this.create();
        this.client = client;
        // Without a listener, an error would end the process.
        (client as Queue).on('error', (error) => this.failed(error));
        await client.waitUntilReady();
        this.isReady = true;
        this.lastError = undefined;
        this.onChange();
        return;
      } catch (error) {
        this.failed(error);
      }
      if (this.client !== undefined) await closeWithin(this.client, RETRY_MS);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
    }
  }

  /** An error may only say that the connection is closed; an earlier one said why. */
  private failed(error: unknown): void {
    if (this.lastError === undefined || reasonFor(error) !== undefined) this.lastError = error;
    this.onChange(error);
  }
}

/** `close()` may hang while the server is unreachable. */
async function closeWithin(client: Queue | Worker, timeoutMs: number): Promise<void> {
  const closed = client.close().catch(() => undefined);
  if (await endsWithin(closed, Math.max(0, timeoutMs))) return;
  await endsWithin(
    client.disconnect().catch(() => undefined),
    RETRY_MS,
  );
}

/** What codes of Redis and PostgreSQL, and errors of BullMQ, mean. */
const MEANINGS: Readonly<Record<string, string>> = {
  WRONGPASS: 'wrong user or password',
  NOAUTH: 'it needs a password',
  NOPERM: 'the user lacks a permission',
  READONLY: 'it is a replica, which only reads',
  OOM: 'its memory is full',
  MOVED: 'it is a cluster: give bullmq() a client of it, and a prefix in braces',
  CROSSSLOT: 'it is a cluster: give bullmq() a prefix in braces',
  28000: 'the user may not log in',
  '28P01': 'wrong user or password',
  '3D000': 'there is no such database',
  42501: 'the user lacks a permission',
  '42P01': 'a table is missing',
  53300: 'it has too many connections',
  SchemaMigrationRequiredError: "BullMQ's tables are missing there, or of another version",
};

/** Says in words why the server cannot be used; without its message, which may have an address or a name. */
export function unavailable(error: unknown): OutboxUnavailableError {
  if (error instanceof OutboxUnavailableError) return error;
  if (error === undefined) return new OutboxUnavailableError('it does not answer');
  const reason = reasonFor(error) ?? 'the connection is closed';
  const meaning = MEANINGS[reason];
  const words = meaning === undefined ? reason : `${reason}: ${meaning}`;
  return new OutboxUnavailableError(`it cannot be reached or used (${words})`);
}

/** The code or the name of an error; undefined if it only says that there is no connection any more. */
function reasonFor(error: unknown): string | undefined {
  const { code, name, message = '' } = (error ?? {}) as Partial<Error> & { code?: unknown };
  if (typeof code === 'string') return code;
  // Redis begins its messages with a code.
  const word = /^[A-Z]{3,30}(?= )/.exec(message)?.[0];
  if (/^(Connection is closed|Stream isn't writeable)/.test(message)) return undefined;
  if (message.startsWith('Unknown RESP type')) return 'what answers there is no Redis';
  return word ?? name ?? 'unknown error';
}
