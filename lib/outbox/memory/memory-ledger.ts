import { type Audit, eventIdOf, type LedgerNote } from '../ledger.js';
import type { OutboxRecord } from '../outbox.js';

/** How many notes are kept: about 20 MB. */
const MAX_NOTES = 100_000;

/** What has become of the latest events, in memory. */
export class MemoryLedger {
  /** The oldest first. */
  private readonly notes = new Set<LedgerNote>();

  /** @param keptMs how long a note is kept, in milliseconds; 0 for no notes */
  constructor(private readonly keptMs: number) {}

  noteRecord({ body, eventName }: OutboxRecord, fate: LedgerNote['fate']): void {
    if (this.keptMs === 0) return;
    const eventId = eventIdOf(body);
    if (eventId !== undefined) this.note({ eventId, eventName, fate, at: Date.now() });
  }

  note(note: LedgerNote): void {
    if (this.keptMs === 0) return;
    this.notes.add(note);
    for (const oldest of this.notes) {
      if (this.notes.size <= MAX_NOTES && oldest.at >= note.at - this.keptMs) return;
      this.notes.delete(oldest);
    }
  }

  addTo(audit: Audit): void {
    for (const note of this.notes) audit.addNote(note);
  }

  /** Removes all notes. @returns them */
  drain(): LedgerNote[] {
    const notes = [...this.notes];
    this.notes.clear();
    return notes;
  }
}
