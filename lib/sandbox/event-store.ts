import type { ConvergeEventDto } from '../event/converge-event.dto.js';
import type { Arrival } from './arrival.interface.js';
import { BoundedList } from './bounded-list.js';
import type { SandboxEvent } from './sandbox-event.interface.js';

/** @internal */
export interface StoredEvent extends Arrival {
  readonly event: ConvergeEventDto;
  duplicates: number;
}

/** The events that were taken, each id once. @internal */
export class EventStore {
  private readonly kept: BoundedList<StoredEvent>;
  private readonly byId = new Map<string, StoredEvent>();
  private taken = 0;

  constructor(maxEvents: number) {
    this.kept = new BoundedList(maxEvents);
  }

  /** How many events were taken since the start or {@link clear}, forgotten ones included. */
  get accepted(): number {
    return this.taken;
  }

  keep(event: ConvergeEventDto, arrival: Arrival): 'accepted' | 'duplicate' {
    const known = this.byId.get(event.event_id);
    if (known !== undefined) {
      known.duplicates++;
      return 'duplicate';
    }
    const stored = { ...arrival, event, duplicates: 0 };
    this.byId.set(event.event_id, stored);
    const forgotten = this.kept.add(stored);
    if (forgotten !== undefined) this.byId.delete(forgotten.event.event_id);
    this.taken++;
    return 'accepted';
  }

  all(): SandboxEvent[] {
    return this.kept
      .toArray()
      .map(({ event, receivedAt, duplicates }) => ({ event, receivedAt, duplicates }));
  }

  /** Newest first. */
  newest(count: number): StoredEvent[] {
    return this.kept.newest(count);
  }

  clear(): void {
    this.kept.clear();
    this.byId.clear();
    this.taken = 0;
  }
}
