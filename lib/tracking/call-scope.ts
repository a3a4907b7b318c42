import { AsyncLocalStorage } from 'node:async_hooks';
import { copyEnrichment, type Enrichment } from '../event/event-draft.js';

type Added = Parameters<typeof copyEnrichment>[0];

/** A call of a handler that is running, with what its services add to its events. */
export class RunningCall {
  private readonly added: (Enrichment & { readonly eventName: string | undefined })[] = [];
  private isTaken = false;
  /** Whether the events are built, so that another value would be too late. */
  isOver = false;

  /** @param request of HTTP; undefined if the call has none */
  constructor(readonly request?: unknown) {}

  /** Whether there are values that no event has got. */
  get hasLost(): boolean {
    return this.added.length > 0 && !this.isTaken;
  }

  /** Copies the values, so that the application may change its objects later. */
  add(values: Added, eventName?: string): void {
    this.added.push({ ...copyEnrichment(values), eventName });
  }

  for(eventName: string): readonly Enrichment[] {
    this.isTaken = true;
    return this.added.filter((one) => one.eventName === undefined || one.eventName === eventName);
  }
}

/** Finds the running call from any code that it calls. */
export class CallScope {
  /** Whether anything may ask for the running call: to follow it slows down each promise before Node 24. */
  isUsed = true;
  private readonly storage = new AsyncLocalStorage<RunningCall>();

  /** @param onUnused called when values are added that no event gets */
  constructor(readonly onUnused: () => void) {}

  get current(): RunningCall | undefined {
    return this.storage.getStore();
  }

  run<T>(call: RunningCall, work: () => T): T {
    return this.storage.run(call, work);
  }

  /** Follows no call any longer: before Node 24, that makes each promise of the process a little slower. */
  end(): void {
    this.storage.disable();
  }

  add(values: Added, eventName?: string): void {
    const { current } = this;
    if (current === undefined || current.isOver) this.onUnused();
    else current.add(values, eventName);
  }
}
