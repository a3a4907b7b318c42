import { AsyncLocalStorage } from 'node:async_hooks';
import { copyEnrichment, type Enrichment } from '../event/event-draft.js';

/** The values that a service adds to the events of the running call. */
interface AddedEnrichment extends Enrichment {
  /** The event that it applies to; undefined for all events of the handler. */
  readonly eventName: string | undefined;
}

/** The enrichments of one call of a handler. */
export class Enrichments {
  private readonly added: AddedEnrichment[] = [];
  private isTaken = false;
  /** Whether the events are built, so that another enrichment would be too late. */
  isOver = false;

  /** Whether there are values that no event has got. */
  get areLost(): boolean {
    return this.added.length > 0 && !this.isTaken;
  }

  /** Copies the values, so that the application may change its objects later. */
  add(enrichment: Parameters<typeof copyEnrichment>[0], eventName?: string): void {
    this.added.push({ ...copyEnrichment(enrichment), eventName });
  }

  for(eventName: string): readonly AddedEnrichment[] {
    this.isTaken = true;
    return this.added.filter((one) => one.eventName === undefined || one.eventName === eventName);
  }
}

/** A call of a handler that is running. */
export interface RunningCall {
  /** Its HTTP request; undefined if it has none. */
  readonly request: unknown;
  readonly enrichments: Enrichments;
}

/** Finds the running call from any code that it calls. */
export class CallScope {
  private readonly storage = new AsyncLocalStorage<RunningCall>();

  /**
   * Whether anything asks for the running call. If not, calls are not followed: before Node 24, following
   * them makes every promise of the application a little slower.
   */
  isUsed = false;

  /** @param onUnused called when values are added that no event gets */
  constructor(readonly onUnused: () => void) {}

  get current(): RunningCall | undefined {
    return this.storage.getStore();
  }

  run<T>(call: RunningCall, work: () => T): T {
    return this.storage.run(call, work);
  }

  /** Follows no running call any longer, so that promises are as fast as before. */
  end(): void {
    this.storage.disable();
  }

  add(enrichment: Parameters<typeof copyEnrichment>[0], eventName?: string): void {
    const enrichments = this.current?.enrichments;
    // A service of a module that was loaded after the start: calls are followed from now on.
    this.isUsed = true;
    if (enrichments === undefined || enrichments.isOver) this.onUnused();
    else enrichments.add(enrichment, eventName);
  }
}
