import { AsyncLocalStorage } from 'node:async_hooks';
import { copyEnrichment, type Enrichment } from '../event/event-draft.js';
import { Aliases, type DroppedAlias } from '../event/values/aliases.js';

/** What a service adds to the events of the call that runs. */
interface AddedEnrichment extends Enrichment {
  /** The event that it is for; all events of the handler where there is none. */
  readonly eventName: string | undefined;
  /** What the alias builder left out. */
  readonly dropped: readonly DroppedAlias[];
}

/** What is added during one call of a handler. */
export class Enrichments {
  private readonly added: AddedEnrichment[] = [];
  /** Whether the events have been built, so that another enrichment would come too late. */
  isOver = false;

  /** Takes a copy, so that the application may go on changing what it gave. */
  add(enrichment: Parameters<typeof copyEnrichment>[0], eventName?: string): void {
    const { aliases } = enrichment;
    const dropped = aliases instanceof Aliases ? aliases.dropped : [];
    this.added.push({ ...copyEnrichment(enrichment), eventName, dropped });
  }

  for(eventName: string): readonly AddedEnrichment[] {
    return this.added.filter((one) => one.eventName === undefined || one.eventName === eventName);
  }
}

/** Finds the call that runs, from anywhere in the code that it calls. */
export class EnrichmentScope {
  private readonly storage = new AsyncLocalStorage<Enrichments>();

  /**
   * Whether any service uses it. If not, calls are not followed: before Node 24 that makes every
   * promise of the application a little slower.
   */
  isUsed = false;

  /** @param onUnused called when something is added where no tracked handler runs */
  constructor(private readonly onUnused: () => void) {}

  run<T>(enrichments: Enrichments, work: () => T): T {
    return this.storage.run(enrichments, work);
  }

  add(enrichment: Parameters<typeof copyEnrichment>[0], eventName?: string): void {
    const enrichments = this.storage.getStore();
    // A service that was not there at start-up, in a module loaded later, is followed from now on.
    this.isUsed = true;
    if (enrichments === undefined || enrichments.isOver) this.onUnused();
    else enrichments.add(enrichment, eventName);
  }
}
