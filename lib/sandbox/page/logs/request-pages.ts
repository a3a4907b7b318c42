import type { RequestPage, Summary } from '../api/types.js';
import type { Filter } from './filter.js';

/** As many as the sandbox gives at once. */
export const PAGE_SIZE = 500;

export interface PageQuery extends Filter {
  readonly before?: number;
  readonly after?: number;
  readonly limit: number;
}

export type LoadPage = (query: PageQuery) => Promise<RequestPage>;

interface Options {
  readonly load: LoadPage;
  /** Whether some requests are left out, so that their numbers do not tell how many lie between. */
  readonly hasGaps: boolean;
  /** Told after a page has come, or why it did not. */
  readonly onChange: (error?: string) => void;
}

/** A list from a newest request on down, in pages that are loaded when they are looked at. */
export class RequestPages {
  readonly newest: number;
  length: number;

  private readonly pages = new Map<number, readonly Summary[]>();
  private readonly loading = new Set<number>();
  /** Where the pages begin, as far as that is known. */
  private readonly cursors: (number | null)[];
  private wanted = 0;
  private isClosed = false;

  constructor(
    first: RequestPage | undefined,
    private readonly options: Options,
  ) {
    this.newest = first?.requests[0]?.number ?? 0;
    this.length = first?.matched ?? 0;
    this.cursors = [this.newest + 1, first?.next ?? null];
    if (first !== undefined) this.pages.set(0, first.requests);
  }

  /** @returns a row, undefined while it is being loaded */
  at(index: number): Summary | undefined {
    if (index >= this.length) return undefined;
    const page = Math.floor(index / PAGE_SIZE);
    const rows = this.pages.get(page);
    if (rows === undefined) this.want(page);
    return rows?.[index % PAGE_SIZE];
  }

  /** What is still on its way changes nothing any more. */
  close(): void {
    this.isClosed = true;
  }

  private want(page: number): void {
    if (this.options.hasGaps) {
      this.wanted = Math.max(this.wanted, page);
      void this.loadInOrder();
    } else {
      void this.loadPage(page, this.newest + 1 - page * PAGE_SIZE);
    }
  }

  /** Where a page begins is only known once the one before it is there. */
  private async loadInOrder(): Promise<void> {
    const next = this.pages.size;
    const cursor = this.cursors[next];
    if (next > this.wanted || cursor === undefined || cursor === null) return;
    if (await this.loadPage(next, cursor)) await this.loadInOrder();
  }

  /** A page that fails stays empty until all is loaded anew, which it is once the stream is back. */
  private async loadPage(page: number, before: number): Promise<boolean> {
    if (this.loading.has(page)) return false;
    this.loading.add(page);
    try {
      const { requests, next } = await this.options.load({ before, limit: PAGE_SIZE });
      if (this.isClosed) return false;
      this.pages.set(page, requests);
      this.cursors[page + 1] = next;
      // Fewer than there were: the sandbox has forgotten the oldest meanwhile.
      if (next === null) this.length = page * PAGE_SIZE + requests.length;
      this.options.onChange();
      return true;
    } catch (failure) {
      if (!this.isClosed) this.options.onChange((failure as Error).message);
      return false;
    }
  }
}
