/** A list that forgets its oldest items; adding costs the same however long it is. @internal */
export class BoundedList<T> {
  private items: T[] = [];
  private first = 0;

  constructor(private readonly maxSize: number) {}

  /** @returns the item that had to go for the new one, if any */
  add(item: T): T | undefined {
    this.items.push(item);
    if (this.items.length - this.first <= this.maxSize) return undefined;
    const forgotten = this.items[this.first++];
    // Array#shift moves all items of a large array on each call; this moves them once per round.
    if (this.first >= this.maxSize) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
    return forgotten;
  }

  /** Oldest first. */
  toArray(): T[] {
    return this.items.slice(this.first);
  }

  /** The newest items that match, newest first. */
  newest(count: number, matches: (item: T) => boolean = () => true): T[] {
    const found: T[] = [];
    for (let index = this.items.length - 1; index >= this.first && found.length < count; index--) {
      const item = this.items[index] as T;
      if (matches(item)) found.push(item);
    }
    return found;
  }

  clear(): void {
    this.items = [];
    this.first = 0;
  }
}
