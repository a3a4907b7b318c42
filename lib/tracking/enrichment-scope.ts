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
  /** Whether the events are built, so that another enrichment would be too late. */
  isOver = false;

  /** Copies the values, so that the application may change its objects later. */
  add(enrichment: Parameters<typeof copyEnrichment>[0], eventName?: string): void {
    this.added.push({ ...copyEnrichment(enrichment), eventName });
  }

  for(eventName: string): readonly AddedEnrichment[] {
    return this.added.filter((one) => one.eventName === undefined || one.eventName === eventName);
  }
}

/** Finds the running call from any code that it calls. */
export class EnrichmentScope {
  private readonly storage = new AsyncLocalStorage<Enrichments>();

  /**
   * Whether any service uses it. If not, calls are not followed: before Node 24, following them makes
   * every promise of the application a little slower.
   */
  isUsed = false;

  /** @param onUnused called when values are added outside a tracked handler */
  constructor(private readonly onUnused: () => void) {}

  run<T>(enrichments: Enrichments, work: () => T): T {
    return this.storage.run(enrichments, work);
  }

  add(enrichment: Parameters<typeof copyEnrichment>[0], eventName?: string): void {
    const enrichments = this.storage.getStore();
    // A service of a module that was loaded after the start: calls are followed from now on.
    this.isUsed = true;
    if (enrichments === undefined || enrichments.isOver) this.onUnused();
    else enrichments.add(enrichment, eventName);
  }
}
