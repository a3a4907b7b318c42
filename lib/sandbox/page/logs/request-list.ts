import { signal } from '@preact/signals';
import type { RequestPage, Summary } from '../api/types.js';
import { isFiltered, type Filter } from './filter.js';
import { PAGE_SIZE, RequestPages, type LoadPage } from './request-pages.js';

/** After so many new ones all is arranged anew, so that they do not pile up. */
const MAX_HEAD = 5000;

/**
 * The requests that match a filter, newest first, of which only what was looked at is loaded: the
 * head, which came since the start, and the pages below it.
 */
export class RequestList {
  /** Changes whenever a row may have. */
  readonly version = signal(0);
  readonly error = signal<string | undefined>(undefined);
  /** How many rows came in on top since the start: by so many a row has moved down. */
  shift = 0;
  isLoaded = false;
  /** All that the sandbox holds, whatever the filter. */
  total = 0;

  private head: readonly Summary[] = [];
  private below: RequestPages;
  private isCatchingUp = false;
  private isBehind = false;
  private isClosed = false;

  constructor(
    readonly filter: Filter,
    private readonly load: LoadPage,
  ) {
    this.below = this.pagesFrom();
  }

  get length(): number {
    return this.head.length + this.below.length;
  }

  /** @returns a row, undefined while it is being loaded */
  at(index: number): Summary | undefined {
    const inHead = this.head.length;
    return index < inHead ? this.head[index] : this.below.at(index - inHead);
  }

  /** Loads from the newest on; what was loaded before is forgotten. */
  async start(): Promise<void> {
    await this.attempt(async () => {
      const page = await this.load({ ...this.filter, limit: PAGE_SIZE });
      if (this.isLoaded) this.shift += Math.max(0, page.matched - this.length);
      this.head = [];
      this.below.close();
      this.below = this.pagesFrom(page);
      this.total = page.total;
      this.isLoaded = true;
    });
  }

  /** Loads what came since; once more if it is called again meanwhile. */
  async catchUp(): Promise<void> {
    this.isBehind = this.isCatchingUp;
    if (this.isCatchingUp || !this.isLoaded) return;
    this.isCatchingUp = true;
    const { below } = this;
    await this.attempt(async () => {
      const page = await this.loadNew();
      if (below !== this.below) return;
      if (page.next !== null || this.head.length > MAX_HEAD) return this.start();
      this.head = [...page.requests, ...this.head];
      this.shift += page.requests.length;
      this.total = page.total;
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
    this.below.close();
  }

  private loadNew(): Promise<RequestPage> {
    const newest = this.head[0]?.number ?? this.below.newest;
    return this.load({ ...this.filter, after: newest, limit: PAGE_SIZE });
  }

  private pagesFrom(first?: RequestPage): RequestPages {
    return new RequestPages(first, {
      load: (query) => this.load({ ...this.filter, ...query }),
      hasGaps: isFiltered(this.filter),
      onChange: (error) => this.tell(error),
    });
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.tell();
    } catch (failure) {
      this.tell((failure as Error).message);
    }
  }

  private tell(error?: string): void {
    if (this.isClosed) return;
    this.error.value = error;
    this.version.value++;
  }
}
