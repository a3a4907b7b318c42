import type { SandboxOutcome } from '../api-types.js';
import type { StoredRequest } from './stored-request.js';

/** A list that deletes its oldest items. Adding takes constant time. */
export class BoundedList<T extends { readonly body: string }> {
  /** Undefined where items were deleted, before {@link first}. */
  private items: (T | undefined)[] = [];
  private first = 0;
  private characters = 0;

  /** @param maxCharacters of all bodies together; the newest item is kept in any case */
  constructor(
    private readonly maxItems: number,
    private readonly maxCharacters: number,
  ) {}

  get length(): number {
    return this.items.length - this.first;
  }

  add(item: T): void {
    this.items.push(item);
    this.characters += item.body.length;
    while (this.length > this.maxItems) this.dropOldest();
    while (this.characters > this.maxCharacters && this.length > 1) this.dropOldest();
  }

  /** The oldest has the index 0. */
  at(index: number): T | undefined {
    return index < 0 ? undefined : this.items[this.first + index];
  }

  /** Oldest first. */
  toArray(): T[] {
    return this.items.slice(this.first) as T[];
  }

  *newestFirst(): Generator<T> {
    for (let index = this.length - 1; index >= 0; index--) yield this.at(index) as T;
  }

  clear(): void {
    this.items = [];
    this.first = 0;
    this.characters = 0;
  }

  protected onDrop(_item: T): void {}

  private dropOldest(): void {
    const item = this.items[this.first] as T;
    // Else it would stay in memory until the array is cut.
    this.items[this.first++] = undefined;
    this.characters -= item.body.length;
    this.onDrop(item);
    // Array#shift would move all items of a large array on each call.
    if (this.first > this.length) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
  }
}

/** All POSTs to the webhook, and the number of each outcome. */
export class RequestLog extends BoundedList<StoredRequest> {
  /** By event id, for as long as the latest request with it is kept. */
  private readonly attempts = new Map<string, number>();
  /** How many kept requests have no event id. */
  private nameless = 0;
  private counts = noOutcomes();

  /** Since the start or {@link clear}, including deleted requests. */
  get outcomes(): Readonly<Record<SandboxOutcome, number>> {
    return this.counts;
  }

  /** The number of different events: of event ids, and of requests without one. */
  get eventCount(): number {
    return this.attempts.size + this.nameless;
  }

  /** The number of the oldest kept request; 0 without requests. */
  get oldestNumber(): number {
    return this.at(0)?.number ?? 0;
  }

  /** Counts its attempt. */
  override add(request: StoredRequest): void {
    const { eventId, outcome } = request;
    if (eventId === undefined) this.nameless++;
    else {
      request.attempt = (this.attempts.get(eventId) ?? 0) + 1;
      this.attempts.set(eventId, request.attempt);
    }
    this.counts[outcome]++;
    super.add(request);
  }

  find(number: number): StoredRequest | undefined {
    return this.at(number - this.oldestNumber);
  }

  /** At most so many requests after a number, oldest first. */
  after(number: number, count: number): StoredRequest[] {
    const found: StoredRequest[] = [];
    const first = Math.max(0, number + 1 - this.oldestNumber);
    for (let index = first; index < this.length && found.length < count; index++) {
      found.push(this.at(index) as StoredRequest);
    }
    return found;
  }

  override clear(): void {
    super.clear();
    this.attempts.clear();
    this.nameless = 0;
    this.counts = noOutcomes();
  }

  protected override onDrop({ eventId, attempt }: StoredRequest): void {
    if (eventId === undefined) this.nameless--;
    else if (this.attempts.get(eventId) === attempt) {
      this.attempts.delete(eventId);
    }
  }
}

export function noOutcomes(): Record<SandboxOutcome, number> {
  return { accepted: 0, duplicate: 0, refused: 0, unauthorised: 0, fault: 0 };
}
