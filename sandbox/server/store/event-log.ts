import { BoundedList } from './request-log.js';
import type { StoredRequest } from './stored-request.js';

/** The requests whose events were accepted, each event id once. */
export class EventLog extends BoundedList<StoredRequest> {
  /** The number of events accepted since the start or {@link clear}, including deleted ones. */
  accepted = 0;
  private readonly byId = new Map<string, StoredRequest>();

  /** @param dropped is called for each event that is deleted to make room */
  constructor(
    maxItems: number,
    maxCharacters: number,
    private readonly dropped: (request: StoredRequest) => void,
  ) {
    super(maxItems, maxCharacters);
  }

  knows(eventId: string): boolean {
    return this.byId.has(eventId);
  }

  find(eventId: string | undefined): StoredRequest | undefined {
    return eventId === undefined ? undefined : this.byId.get(eventId);
  }

  override add(request: StoredRequest): void {
    const { took, eventId } = request;
    if (eventId === undefined || took === undefined) return;
    if (took === 'copy') {
      const first = this.byId.get(eventId);
      if (first !== undefined) first.duplicates++;
      return;
    }
    this.byId.set(eventId, request);
    this.accepted++;
    super.add(request);
  }

  override clear(): void {
    super.clear();
    this.byId.clear();
    this.accepted = 0;
  }

  protected override onDrop(request: StoredRequest): void {
    this.byId.delete(request.eventId as string);
    this.dropped(request);
  }
}
