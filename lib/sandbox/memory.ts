import { randomUUID } from 'node:crypto';
import type { ConvergeEventDto } from '../event/converge-event.dto.js';
import type { Arrival } from './arrival.interface.js';
import { EventStore } from './event-store.js';
import { EventWaiters } from './event-waiters.js';
import { RequestLog } from './request-log.js';

/** All that the sandbox remembers. @internal */
export class Memory {
  readonly events: EventStore;
  readonly requests: RequestLog;
  readonly waiters: EventWaiters;
  private readonly id = randomUUID();
  private changes = 0;

  constructor(maxEvents: number) {
    this.events = new EventStore(maxEvents);
    this.requests = new RequestLog(maxEvents);
    this.waiters = new EventWaiters(this.events, this.requests);
  }

  /** Changes with every request and every {@link clear}, and differs from that of other sandboxes. */
  get revision(): string {
    return `${this.id}.${this.changes}`;
  }

  nextArrival(): Arrival {
    return { number: ++this.changes, receivedAt: new Date().toISOString() };
  }

  keep(event: ConvergeEventDto, arrival: Arrival): 'accepted' | 'duplicate' {
    const outcome = this.events.keep(event, arrival);
    this.waiters.notify();
    return outcome;
  }

  clear(): void {
    this.changes++;
    this.events.clear();
    this.requests.clear();
  }
}
