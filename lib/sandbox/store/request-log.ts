import type { SandboxOutcome } from '../sandbox-request.interface.js';
import { BoundedList } from './bounded-list.js';
import type { StoredRequest } from './stored-request.interface.js';

/** Every POST to the webhook, and how many of them ended in which way. */
export class RequestLog {
  private readonly kept: BoundedList<StoredRequest>;
  /** By event id, for as long as the latest request with it is kept. */
  private readonly attempts = new Map<string, number>();
  private counts = noCounts();

  constructor(maxItems: number, maxSize: number) {
    this.kept = new BoundedList<StoredRequest>({
      maxItems,
      maxSize,
      sizeOf: ({ body }) => body.length,
      onForget: ({ eventId, attempt }) => {
        if (eventId !== undefined && this.attempts.get(eventId) === attempt) {
          this.attempts.delete(eventId);
        }
      },
    });
  }

  get length(): number {
    return this.kept.length;
  }

  /** Of the oldest request that is kept; 0 if there is none. */
  get oldestNumber(): number {
    return this.kept.at(0)?.number ?? 0;
  }

  nextAttempt(eventId: string | undefined): number {
    return eventId === undefined ? 1 : (this.attempts.get(eventId) ?? 0) + 1;
  }

  add(request: StoredRequest): void {
    if (request.eventId !== undefined) this.attempts.set(request.eventId, request.attempt);
    this.kept.add(request);
    this.counts[request.outcome]++;
  }

  find(number: number): StoredRequest | undefined {
    return this.kept.at(number - this.oldestNumber);
  }

  /** At most so many of those that came after a number, oldest first. */
  after(number: number, count: number): StoredRequest[] {
    const found: StoredRequest[] = [];
    const first = Math.max(0, number + 1 - this.oldestNumber);
    for (let index = first; index < this.length && found.length < count; index++) {
      found.push(this.kept.at(index) as StoredRequest);
    }
    return found;
  }

  newestFirst(): Iterable<StoredRequest> {
    return this.kept.newestFirst();
  }

  /** Oldest first. */
  toArray(): StoredRequest[] {
    return this.kept.toArray();
  }

  /** Since the start or {@link clear}, forgotten ones included. */
  outcomes(): Readonly<Record<SandboxOutcome, number>> {
    return this.counts;
  }

  clear(): void {
    this.kept.clear();
    this.attempts.clear();
    this.counts = noCounts();
  }
}

function noCounts(): Record<SandboxOutcome, number> {
  return { accepted: 0, duplicate: 0, refused: 0, unauthorised: 0, misbehaved: 0 };
}
