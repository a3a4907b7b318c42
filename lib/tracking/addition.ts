import { copyEnrichment, type Enrichment } from '../event/event-draft.js';
import { Aliases, type DroppedAlias } from '../event/values/aliases.js';

/** What the application adds to an event while its handler runs. */
export interface Addition extends Enrichment {
  /** The event that it is for; all events of the handler where there is none. */
  readonly eventName?: string;
  /** What the alias builder left out. */
  readonly dropped: readonly DroppedAlias[];
}

/** What is added during one call of a handler. */
export class Additions {
  readonly made: Addition[] = [];
  /** Whether the events have been built, so that another addition would come too late. */
  isOver = false;
}

/** Takes a copy of what is added. */
export function copyAddition(
  added: Parameters<typeof copyEnrichment>[0],
  eventName?: string,
): Addition {
  const { aliases } = added;
  const dropped = aliases instanceof Aliases ? aliases.dropped : [];
  return { ...copyEnrichment(added), eventName, dropped };
}
