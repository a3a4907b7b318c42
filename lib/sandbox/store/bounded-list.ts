/** What a {@link BoundedList} may hold. */
export interface Bounds<T> {
  readonly maxItems: number;
  /** Of all sizes together; without it, sizes don't count. */
  readonly maxSize?: number;
  readonly sizeOf?: (item: T) => number;
  /** Told of what had to go for something new. */
  readonly onForget?: (item: T) => void;
}

/** A list that forgets its oldest items; adding costs the same however long it is. */
export class BoundedList<T> {
  private items: T[] = [];
  private first = 0;
  private size = 0;

  constructor(private readonly bounds: Bounds<T>) {}

  get length(): number {
    return this.items.length - this.first;
  }

  /** The newest item is kept in any case. */
  add(item: T): void {
    this.items.push(item);
    this.size += this.sizeOf(item);
    const { maxItems, maxSize = Infinity } = this.bounds;
    while (this.length > maxItems || (this.size > maxSize && this.length > 1)) this.forgetOldest();
  }

  /** The oldest has the index 0. */
  at(index: number): T | undefined {
    return index < 0 ? undefined : this.items[this.first + index];
  }

  /** Oldest first. */
  toArray(): T[] {
    return this.items.slice(this.first);
  }

  *newestFirst(): Generator<T> {
    for (let index = this.length - 1; index >= 0; index--) yield this.at(index) as T;
  }

  clear(): void {
    this.items = [];
    this.first = 0;
    this.size = 0;
  }

  private forgetOldest(): void {
    const item = this.items[this.first++] as T;
    this.size -= this.sizeOf(item);
    this.bounds.onForget?.(item);
    // Array#shift moves all items of a large array on each call; this moves them once per round.
    if (this.first > this.length) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
  }

  private sizeOf(item: T): number {
    return this.bounds.sizeOf?.(item) ?? 0;
  }
}
