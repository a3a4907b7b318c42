import type { IQueueBackend, Queue } from 'bullmq';
import type { LedgerNote } from '../outbox/ledger.js';
import type { Member } from './member.js';
import type { ServerLedger } from './server-ledger.js';

/** How many notes are kept while the server does not take them; then the oldest are left out. */
const MAX_LEFT = 100_000;

/** Writes what has become of a queue's events: what comes while the server writes, in one call. */
export class QueueLedger {
  private notes: LedgerNote[] = [];
  private callers: Array<() => void> = [];
  private isWriting = false;

  /** @param server undefined for no ledger */
  constructor(
    private readonly queue: Member<Queue>,
    private readonly server: ServerLedger | undefined,
  ) {}

  /**
   * Resolves when the notes are written, or cannot be: then they are written together with later ones. To be
   * awaited before the event is deleted.
   */
  async note(notes: readonly LedgerNote[]): Promise<void> {
    if (this.server === undefined || notes.length === 0) return;
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
    while (this.callers.length > 0) {
      const [notes, callers] = [this.notes, this.callers];
      [this.notes, this.callers] = [[], []];
      try {
        await server.add(this.queue.now.getBackend(), notes);
      } catch {
        // An event that is missing in the ledger is a smaller loss than one that is not sent.
        this.notes = [...notes, ...this.notes].slice(-MAX_LEFT);
      }
      for (const resolve of callers) resolve();
    }
    this.isWriting = false;
  }
}
