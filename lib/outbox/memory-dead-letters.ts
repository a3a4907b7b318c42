import { sizeOf, type DeadLetter } from './outbox.js';
import { SteadyClock } from './steady-clock.js';

/** Dead letters in memory, the oldest first. */
export class MemoryDeadLetters {
  private letters: DeadLetter[] = [];
  private size = 0;
  private readonly clock: SteadyClock;

  /** @param keptMs how long they are kept, in milliseconds */
  constructor(private readonly keptMs: number) {
    this.clock = new SteadyClock(keptMs);
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

  /** Removes the oldest one. @returns it */
  shift(): DeadLetter | undefined {
    const letter = this.letters.shift();
    if (letter !== undefined) this.size -= bytesOf(letter);
    return letter;
  }

  /** @returns the removed ones */
  remove(isMeant: (letter: DeadLetter) => boolean): DeadLetter[] {
    const removed = this.letters.filter(isMeant);
    this.letters = this.letters.filter((letter) => !isMeant(letter));
    for (const letter of removed) this.size -= bytesOf(letter);
    return removed;
  }

  /** Removes those that are too old, if the time of day can be trusted. @returns them */
  expire(): DeadLetter[] {
    if (!this.clock.isSteady()) return [];
    const before = Date.now() - this.keptMs;
    if ((this.letters[0]?.diedAt ?? Infinity) >= before) return [];
    return this.remove(({ diedAt }) => diedAt < before);
  }
}

function bytesOf(letter: DeadLetter): number {
  return sizeOf({ body: letter.body, dead: letter });
}
