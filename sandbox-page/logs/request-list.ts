import { signal } from '@preact/signals';
import type { RequestPage, RequestSummary } from '../../lib/sandbox/api-types.js';

export const FILTER_NAMES = ['event', 'alias', 'outcome', 'text'] as const;

/** Which requests are shown. */
export type Filter = Readonly<Partial<Record<(typeof FILTER_NAMES)[number], string>>>;

export interface PageQuery extends Filter {
  readonly before?: number;
  readonly after?: number;
  readonly skip?: number;
  readonly limit: number;
}

export type LoadPage = (query: PageQuery) => Promise<RequestPage>;

/** As many as the sandbox gives at once. */
const PAGE_SIZE = 500;
/** After so many new requests all is arranged again, so that they do not pile up. */
const MAX_HEAD = 5000;

/**
 * The requests that match a filter, newest first, of which only what is looked at is loaded: the
 * head, which came since the start, and the pages below it.
 */
export class RequestList {
  /** Changes whenever a row may have. */
  readonly version = signal(0);
  readonly error = signal<string | undefined>(undefined);
  /** How many rows came in on top since the start: a row has moved down by so many. */
  shift = 0;
  isLoaded = false;
  /** All that the sandbox holds, whatever the filter. */
  total = 0;

  private head: readonly RequestSummary[] = [];
  /** The number of the newest request below the head. */
  private newest = 0;
  private lengthBelow = 0;
  /** Empty ones are on their way, or have failed until all is loaded again. */
  private pages = new Map<number, readonly RequestSummary[]>();
  private isCatchingUp = false;
  private isBehind = false;
  private isClosed = false;

  constructor(
    private readonly filter: Filter,
    private readonly load: LoadPage,
  ) {}

  get length(): number {
    return this.head.length + this.lengthBelow;
  }

  /** @returns a row, undefined while it is being loaded */
  at(index: number): RequestSummary | undefined {
    const below = index - this.head.length;
    if (below < 0) return this.head[index];
    if (below >= this.lengthBelow) return undefined;
    const page = Math.floor(below / PAGE_SIZE);
    if (!this.pages.has(page)) void this.loadPage(page);
    return this.pages.get(page)?.[below % PAGE_SIZE];
  }

  /** Loads from the newest on, and drops what was loaded before. */
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

  /** Loads what came since; once more if it is called again meanwhile. */
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

  /** @returns how many came since, without showing them, and whether there are more */
  async countNew(): Promise<{ count: number; isMore: boolean }> {
    const { requests, next } = await this.loadNew();
    return { count: requests.length, isMore: next !== null };
  }

  /** What is still on its way changes nothing any more. */
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
      // Fewer than there were: the sandbox has dropped the oldest meanwhile.
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
