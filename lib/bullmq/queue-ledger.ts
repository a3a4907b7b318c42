import type { IQueueBackend, Queue } from 'bullmq';
import type { LedgerNote } from '../outbox/ledger.js';
import type { Member } from './member.js';
import type { ServerLedger } from './server-ledger.js';

/** How many notes are kept while the server does not take them; then the oldest are left out. */
const MAX_LEFT = 100_000;

/** Writes what has become of a queue's events: what comes while the server writes, in one call. */
export class QueueLedger {
  private notes: LedgerNote[] = [];
  /** The one whose connection is used. */
  private backend?: IQueueBackend;
  private callers: Array<() => void> = [];
  private isWriting = false;

  /** @param server undefined for no ledger */
  constructor(
    private readonly queue: Member<Queue>,
    private readonly server: ServerLedger | undefined,
  ) {}

  /**
   * Resolves when the event may be deleted: its note is written before that, or cannot be written yet. Then
   * it is written together with later ones.
   *
   * @param backend by which the event will be deleted
   */
  async note(notes: readonly LedgerNote[], backend?: IQueueBackend): Promise<void> {
    if (this.server === undefined || notes.length === 0) return;
    this.backend = backend ?? this.backend;
    this.notes.push(...notes);
    const written = new Promise<void>((resolve) => this.callers.push(resolve));
    if (!this.isWriting) void this.write(this.server);
    await written;
  }

  /** Calls the function with all notes of a queue, and with those of this process that are not written. */
  async read(backend: IQueueBackend, onNote: (note: LedgerNote) => void): Promise<void> {
    const left = backend === this.queue.now.getBackend() ? this.notes : [];
    for (const note of left) onNote(note);
    await this.server?.read(backend, onNote);
  }

  /** Deletes notes that are too old. */
  async prune(): Promise<void> {
    await this.server?.prune(this.queue.now.getBackend());
  }

  private async write(server: ServerLedger): Promise<void> {
    this.isWriting = true;
    // What comes in the same turn is written together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.callers.length > 0) {
      const [notes, callers] = [this.notes, this.callers];
      [this.notes, this.callers] = [[], []];
      // An event that is missing in the ledger is a smaller loss than one that is not sent.
      const keep = () => (this.notes = [...notes, ...this.notes].slice(-MAX_LEFT));
      try {
        const { written } = await server.add(this.backend ?? this.queue.now.getBackend(), notes);
        written.catch(keep);
      } catch {
        keep();
      }
      for (const resolve of callers) resolve();
    }
    this.isWriting = false;
  }
}
