import { OutboxFullError, OutboxUnavailableError, TOO_SLOW } from '../../../lib/outbox/errors.js';
import type { LedgerEntry } from '../../../lib/outbox/ledger.js';
import { openOutbox } from '../../../lib/outbox/open-outbox.js';
import type {
  Broker,
  Consumer,
  NewRecord,
  Outbox,
  OutboxAdmin,
  Sender,
} from '../../../lib/outbox/outbox.js';
import { outboxSettings } from '../../utils/outbox-settings.js';

/** What it does: answers, refuses, never answers, answers too late, has no room, or answers when told to. */
type Mode = 'there' | 'away' | 'hanging' | 'slow' | 'full' | 'gated';

const LATE_MS = 200;
const CALLS = [
  'counts',
  'deadLetters',
  'replay',
  'discard',
  'erase',
  'adopt',
  'audit',
] as const satisfies ReadonlyArray<keyof OutboxAdmin>;

/** A server whose events are in this process, and which fails as a test wants. */
export class FakeServer implements Broker, Outbox {
  readonly name = 'the server';
  readonly admin: OutboxAdmin;
  /** The names of the events that it has taken. */
  readonly taken: string[] = [];
  /** How often it was asked to take one. */
  asked = 0;
  /** Lets it take what it was asked to take while it was gated. */
  openGate = (): void => undefined;
  private current: Mode = 'there';
  private readonly callbacks = new Set<() => void>();

  static async start(): Promise<FakeServer> {
    const settings = outboxSettings('memory', { maxEventBytes: 1024 ** 2 });
    return new FakeServer(await openOutbox({ ...settings, commitTimeoutMs: 1_000 }));
  }

  /** @param inside what it has, whether it can be reached or not */
  private constructor(readonly inside: Outbox) {
    const calls = CALLS.map((name) => {
      const call = async (...values: unknown[]) => {
        if (this.mode !== 'full') await this.answer();
        const answer = await (inside.admin[name] as (...all: unknown[]) => unknown)(...values);
        // A server's memory is not that of this process.
        return name === 'counts' ? { ...(answer as object), inMemory: 0 } : answer;
      };
      return [name, call] as const;
    });
    this.admin = Object.fromEntries(calls) as unknown as OutboxAdmin;
  }

  get mode(): Mode {
    return this.current;
  }

  set mode(mode: Mode) {
    this.current = mode;
    for (const callback of this.callbacks) callback();
  }

  prepare(): () => Promise<this> {
    return async () => {
      if (this.mode === 'away') await this.answer();
      return this;
    };
  }

  async ping(): Promise<void> {
    if (this.mode === 'away' || this.mode === 'hanging') await this.answer();
  }

  async put(record: NewRecord, limitMs = Infinity): Promise<void> {
    this.asked++;
    // Nobody waits for it so long.
    const isTooLate = this.mode === 'slow' && limitMs < LATE_MS;
    await this.answer();
    if (this.mode === 'full') throw new OutboxFullError('maxEvents');
    if (isTooLate) throw TOO_SLOW;
    this.taken.push(record.eventName);
    await this.inside.put(record);
  }

  /** Gives nothing while it cannot be reached. */
  consume(sender: Sender): Consumer {
    const isThere = () => this.mode !== 'away' && this.mode !== 'hanging';
    return this.inside.consume({
      get places() {
        return isThere() ? sender.places : 0;
      },
      get ahead() {
        return isThere() ? sender.ahead : 0;
      },
      get pausedForMs() {
        return sender.pausedForMs;
      },
      deliver: (record) => sender.deliver(record),
      onPlaces: (callback) => {
        this.callbacks.add(callback);
        const end = sender.onPlaces(callback);
        return () => {
          this.callbacks.delete(callback);
          end();
        };
      },
    });
  }

  async note(entries: readonly LedgerEntry[]): Promise<void> {
    await this.answer();
    await this.inside.note(entries);
  }

  /** It goes on without this application. */
  async close(): Promise<number> {
    return 0;
  }

  private async answer(): Promise<void> {
    if (this.mode === 'away') throw new OutboxUnavailableError('it is away');
    if (this.mode === 'hanging') await new Promise(() => undefined);
    if (this.mode === 'gated') await new Promise<void>((resolve) => (this.openGate = resolve));
    if (this.mode === 'slow') await new Promise((resolve) => setTimeout(resolve, LATE_MS));
  }
}
