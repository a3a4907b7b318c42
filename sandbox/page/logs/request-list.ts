import { signal } from '@preact/signals';
import type { RequestPage, RequestSummary } from '../../server/api-types.js';

export const FILTER_NAMES = ['event', 'alias', 'outcome', 'text'] as const;

/** The filter of the log. */
export type Filter = Readonly<Partial<Record<(typeof FILTER_NAMES)[number], string>>>;

export interface PageQuery extends Filter {
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

/**
 * The requests that match a filter, newest first: the head, with the requests since the start, and pages
 * below it, which are loaded only when they are visible.
 */
export class RequestList {
  /** Changes when a row may have changed. */
  readonly version = signal(0);
  readonly error = signal<string | undefined>(undefined);
  /** The number of rows added on top since the start, by which older rows have moved down. */
  shift = 0;
  isLoaded = false;
  /** The number of all requests in the sandbox, without the filter. */
  total = 0;

  /** Differs between filters. */
  readonly key: string;

  private head: readonly RequestSummary[] = [];
  /** The number of the newest request below the head. */
  private newest = 0;
  private lengthBelow = 0;
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

  get length(): number {
    return this.head.length + this.lengthBelow;
  }

  /** @returns a row; undefined while it is being loaded */
  at(index: number): RequestSummary | undefined {
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
      const { matched, requests, total } = await this.load({ ...this.filter, limit: PAGE_SIZE });
      if (this.isLoaded) this.shift += Math.max(0, matched - this.length);
      this.head = [];
      this.newest = requests[0]?.number ?? 0;
      this.lengthBelow = matched;
      this.pages = new Map([[0, requests]]);
      this.total = total;
      this.isLoaded = true;
    });
  }

  /** Loads new requests; once more if it is called again meanwhile. */
  async catchUp(): Promise<void> {
    this.isBehind = this.isCatchingUp;
    if (this.isCatchingUp || !this.isLoaded) return;
    this.isCatchingUp = true;
    const { pages } = this;
    await this.attempt(async () => {
      const { requests, next, total } = await this.loadNew();
      if (pages !== this.pages) return;
      if (next !== null || this.head.length > MAX_HEAD) return this.start();
      this.head = [...requests, ...this.head];
      this.shift += requests.length;
      this.total = total;
    });
    this.isCatchingUp = false;
    if (this.isBehind) await this.catchUp();
  }

  /** @returns the index of a request; undefined if it is not in the list */
  async indexOf(number: number): Promise<number | undefined> {
    const { matched, requests } = await this.load({ ...this.filter, before: number + 1, limit: 1 });
    return requests[0]?.number === number ? Math.max(0, this.length - matched) : undefined;
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
    return this.load({ ...this.filter, after, limit: PAGE_SIZE });
  }

  private async loadPage(page: number): Promise<void> {
    const { pages } = this;
    pages.set(page, []);
    await this.attempt(async () => {
      const [before, skip] = [this.newest + 1, page * PAGE_SIZE];
      const found = await this.load({ ...this.filter, before, skip, limit: PAGE_SIZE });
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
