import { BoundedList } from './bounded-list.js';
import type { StoredRequest } from './stored-request.interface.js';

/** The requests whose events were taken, each event id once. */
export class EventLog {
  private readonly kept: BoundedList<StoredRequest>;
  private readonly byId = new Map<string, StoredRequest>();
  private taken = 0;

  constructor(maxItems: number, maxSize: number, onForget: () => void) {
    this.kept = new BoundedList<StoredRequest>({
      maxItems,
      maxSize,
      sizeOf: ({ body }) => body.length,
      onForget: ({ eventId }) => {
        this.byId.delete(eventId as string);
        onForget();
      },
    });
  }

  get length(): number {
    return this.kept.length;
  }

  /** How many events were taken since the start or {@link clear}, forgotten ones included. */
  get accepted(): number {
    return this.taken;
  }

  knows(eventId: string): boolean {
    return this.byId.has(eventId);
  }

  add(request: StoredRequest): void {
    const { brought, eventId } = request;
    if (eventId === undefined || brought === undefined) return;
    if (brought === 'copy') {
      const first = this.byId.get(eventId);
      if (first !== undefined) first.duplicates++;
      return;
    }
    this.byId.set(eventId, request);
    this.kept.add(request);
    this.taken++;
  }

  newestFirst(): Iterable<StoredRequest> {
    return this.kept.newestFirst();
  }

  /** Oldest first. */
  toArray(): StoredRequest[] {
    return this.kept.toArray();
  }

  clear(): void {
    this.kept.clear();
    this.byId.clear();
    this.taken = 0;
  }
}
