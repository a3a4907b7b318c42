import { signal } from '@preact/signals';
import type { RequestPage, RequestSummary } from '../../server/api-types.js';

export const FILTER_NAMES = [
  'event',
  'alias',
  'outcome',
  'text',
  'warned',
  'finding',
  'seconds',
] as const;

/** The filter of the log. */
export type Filter = Readonly<Partial<Record<(typeof FILTER_NAMES)[number], string>>>;

export interface PageQuery extends Filter {
  readonly event_id?: string;
  readonly latest?: 'true';
  readonly before?: number;
  readonly after?: number;
  readonly skip?: number;
  readonly limit: number;
}

export type LoadPage = (query: PageQuery) => Promise<RequestPage>;

/** The largest page of the API. */
const PAGE_SIZE = 500;
/** After so many new requests the list is loaded again, to limit the head. */
const MAX_HEAD = 5000;
/** How many attempts of one event are shown below its row. */
const MAX_ATTEMPTS = 100;

/** The row of an event whose other attempts are shown below it. */
interface Opened {
  /** Of the request in its row. */
  readonly number: number;
  readonly eventId: string | null;
  readonly index: number;
  readonly others: readonly RequestSummary[];
}

/**
 * The events whose requests match a filter, each with its newest one, newest first: the head, with those
 * since the start, and pages below it, which are loaded only when they are visible. The other attempts of
 * one event may be shown below it.
 */
export class RequestList {
  /** Changes when a row may have changed. */
  readonly version = signal(0);
  readonly error = signal<string | undefined>(undefined);
  /** The number of rows added on top since the start, by which older rows have moved down. */
  shift = 0;
  isLoaded = false;
  /** The numbers of all requests in the sandbox and of their events, without the filter. */
  total = 0;
  totalEvents = 0;

  /** Differs between filters. */
  readonly key: string;

  private head: readonly RequestSummary[] = [];
  /** The number of the newest request below the head. */
  private newest = 0;
  private lengthBelow = 0;
  private opened: Opened | undefined;
  /** An empty page is being loaded, or has failed. */
  private pages = new Map<number, readonly RequestSummary[]>();
  private isCatchingUp = false;
  private isBehind = false;
  private isClosed = false;

  constructor(
    private readonly filter: Filter,
    private readonly load: LoadPage,
  ) {
    this.key = JSON.stringify(filter);
  }

  /** The number of rows, with those of attempts that are shown. */
  get length(): number {
    return this.eventCount + (this.opened?.others.length ?? 0);
  }

  get eventCount(): number {
    return this.head.length + this.lengthBelow;
  }

  /** @returns a row; undefined while it is being loaded */
  at(index: number): RequestSummary | undefined {
    const { index: first = 0, others = [] } = this.opened ?? {};
    if (this.isAttempt(index)) return others[index - first - 1];
    return this.eventAt(index > first ? index - others.length : index);
  }

  /** Whether a row is another attempt, below the row of its event. */
  isAttempt(index: number): boolean {
    const { index: first = 0, others = [] } = this.opened ?? {};
    return index > first && index <= first + others.length;
  }

  /** Whether the other attempts of an event are shown below its row. */
  isOpened(index: number): boolean {
    return this.opened?.index === index;
  }

  /**
   * Shows or hides the other attempts of the event in a row, or of the event that an attempt belongs to.
   *
   * @returns the row of that event
   */
  toggle(index: number): number {
    const { opened } = this;
    if (opened !== undefined && (this.isAttempt(index) || this.isOpened(index))) {
      this.opened = undefined;
      this.version.value++;
      return opened.index;
    }
    const request = this.at(index);
    if (request !== undefined && request.eventId !== null) void this.openAttempts(request);
    const isBelow = opened !== undefined && index > opened.index;
    return isBelow ? index - opened.others.length : index;
  }

  private async openAttempts({ number, eventId }: RequestSummary): Promise<void> {
    await this.attempt(async () => {
      const { requests } = await this.load({ event_id: eventId ?? '', limit: MAX_ATTEMPTS });
      const index = this.loadedIndexOf(eventId);
      const others = requests.filter((other) => other.number !== number);
      this.opened = index === undefined ? undefined : { number, eventId, index, others };
    });
  }

  /** Where an event's row is, if it is loaded. */
  private loadedIndexOf(eventId: string | null): number | undefined {
    const isWanted = (request: RequestSummary) => request.eventId === eventId;
    const inHead = this.head.findIndex(isWanted);
    if (inHead >= 0) return inHead;
    for (const [page, requests] of this.pages) {
      const inPage = requests.findIndex(isWanted);
      if (inPage >= 0) return this.head.length + page * PAGE_SIZE + inPage;
    }
    return undefined;
  }

  /** After rows were added or removed, the shown attempts stay below their event, with a new one. */
  private async keepOpened(): Promise<void> {
    const { opened } = this;
    if (opened === undefined) return;
    const index = this.loadedIndexOf(opened.eventId);
    this.opened = index === undefined ? undefined : { ...opened, index };
    const row = index === undefined ? undefined : this.eventAt(index);
    if (row !== undefined && row.number !== opened.number) await this.openAttempts(row);
  }

  private eventAt(index: number): RequestSummary | undefined {
    const below = index - this.head.length;
    if (below < 0) return this.head[index];
    if (below >= this.lengthBelow) return undefined;
    const page = Math.floor(below / PAGE_SIZE);
    if (!this.pages.has(page)) void this.loadPage(page);
    return this.pages.get(page)?.[below % PAGE_SIZE];
  }

  /** Loads the newest requests again, and drops all loaded ones. */
  async start(): Promise<void> {
    await this.attempt(async () => {
      const found = await this.ask({ limit: PAGE_SIZE });
      const { matched, requests } = found;
      if (this.isLoaded) this.shift += Math.max(0, matched - this.eventCount);
      this.head = [];
      this.newest = requests[0]?.number ?? 0;
      this.lengthBelow = matched;
      this.pages = new Map([[0, requests]]);
      this.setTotals(found);
      this.isLoaded = true;
      await this.keepOpened();
    });
  }

  /** Loads new requests; once more if it is called again meanwhile. */
  async catchUp(): Promise<void> {
    this.isBehind = this.isCatchingUp;
    if (this.isCatchingUp || !this.isLoaded) return;
    this.isCatchingUp = true;
    const { pages } = this;
    await this.attempt(async () => {
      const found = await this.loadNew();
      const { requests, next } = found;
      if (pages !== this.pages) return;
      const repeated = new Set(
        requests.flatMap(({ attempt, eventId }) => (attempt > 1 ? eventId : [])),
      );
      const others = this.head.filter(({ eventId }) => !repeated.has(eventId));
      // Else the row of a repeated event is further down, and moves to the top.
      const isAllInHead = this.head.length - others.length === repeated.size;
      if (next !== null || !isAllInHead || this.head.length > MAX_HEAD) return this.start();
      this.shift += requests.length - repeated.size;
      this.head = [...requests, ...others];
      this.setTotals(found);
      await this.keepOpened();
    });
    this.isCatchingUp = false;
    if (this.isBehind) await this.catchUp();
  }

  /** @returns the index of a request; undefined if it is not in the list */
  async indexOf(number: number): Promise<number | undefined> {
    const { matched, requests } = await this.ask({ before: number + 1, limit: 1 });
    if (requests[0]?.number !== number) return undefined;
    const index = Math.max(0, this.eventCount - matched);
    const { index: first = index, others = [] } = this.opened ?? {};
    return index > first ? index + others.length : index;
  }

  /** Counts new requests without showing them. @returns the count, and whether there are more */
  async countNew(): Promise<{ count: number; isMore: boolean }> {
    const { requests, next } = await this.loadNew();
    return { count: requests.length, isMore: next !== null };
  }

  /** Ignores the answers of requests under way. */
  close(): void {
    this.isClosed = true;
  }

  private loadNew(): Promise<RequestPage> {
    const after = this.head[0]?.number ?? this.newest;
    return this.ask({ after, limit: PAGE_SIZE });
  }

  private ask(query: PageQuery): Promise<RequestPage> {
    return this.load({ ...this.filter, latest: 'true', ...query });
  }

  private setTotals({ total, totalEvents }: RequestPage): void {
    this.total = total;
    this.totalEvents = totalEvents;
  }

  private async loadPage(page: number): Promise<void> {
    const { pages } = this;
    pages.set(page, []);
    await this.attempt(async () => {
      const [before, skip] = [this.newest + 1, page * PAGE_SIZE];
      const found = await this.ask({ before, skip, limit: PAGE_SIZE });
      if (pages !== this.pages) return;
      pages.set(page, found.requests);
      // Fewer than before: the sandbox has deleted the oldest meanwhile.
      if (found.next === null) this.lengthBelow = skip + found.requests.length;
    });
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    let error: string | undefined;
    try {
      await action();
    } catch (failure) {
      error = (failure as Error).message;
    }
    if (this.isClosed) return;
    this.error.value = error;
    this.version.value++;
  }
}
