import type { DroppedBy } from '../ledger.js';
import type { MemoryLedger } from './memory-ledger.js';
import { sizeOf, type DeadLetter } from '../outbox.js';
import { SteadyClock } from '../steady-clock.js';
import type { OutboxSettings } from '../outbox-settings.js';

/** Dead letters in memory, the oldest first. */
export class MemoryDeadLetters {
  private letters: DeadLetter[] = [];
  private size = 0;
  private readonly clock: SteadyClock;

  constructor(
    private readonly settings: Pick<OutboxSettings, 'deadLetterMs' | 'onNotice'>,
    private readonly ledger: MemoryLedger,
  ) {
    this.clock = new SteadyClock(settings.deadLetterMs);
  }

  get length(): number {
    return this.letters.length;
  }

  get bytes(): number {
    return this.size;
  }

  [Symbol.iterator](): Iterator<DeadLetter> {
    return this.letters.values();
  }

  add(letter: DeadLetter): void {
    this.letters.push(letter);
    this.size += bytesOf(letter);
  }

  /** @returns the removed ones */
  remove(isMeant: (letter: DeadLetter) => boolean): DeadLetter[] {
    const removed = this.letters.filter(isMeant);
    this.letters = this.letters.filter((letter) => !isMeant(letter));
    for (const letter of removed) this.size -= bytesOf(letter);
    return removed;
  }

  /** Removes some, and notes why. @returns how many */
  drop(why: DroppedBy, isMeant: (letter: DeadLetter) => boolean): number {
    const removed = this.remove(isMeant);
    for (const letter of removed) this.ledger.noteRecord(letter, why);
    return removed.length;
  }

  /** Drops those that are too old, if the time of day can be trusted. */
  expire(): void {
    const { deadLetterMs, onNotice } = this.settings;
    if (!this.clock.isSteady()) return;
    const before = Date.now() - deadLetterMs;
    if ((this.letters[0]?.diedAt ?? Infinity) >= before) return;
    const count = this.drop('deleted', ({ diedAt }) => diedAt < before);
    onNotice({ kind: 'deadLettersExpired', count });
  }

  /** Drops the oldest ones until there is room for a new record. */
  makeRoom(isFull: () => boolean): void {
    let count = 0;
    while (this.letters.length > 0 && isFull()) {
      const oldest = this.letters.shift()!;
      this.size -= bytesOf(oldest);
      this.ledger.noteRecord(oldest, 'deleted');
      count++;
    }
    if (count > 0) this.settings.onNotice({ kind: 'deadLettersEvicted', count });
  }
}

function bytesOf(letter: DeadLetter): number {
  return sizeOf({ body: letter.body, dead: letter });
}
