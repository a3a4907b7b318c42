/** Which requests are shown. */
export interface Filter {
  readonly event?: string;
  readonly alias?: string;
  readonly outcome?: string;
  readonly text?: string;
}

export const FILTER_NAMES = ['event', 'alias', 'outcome', 'text'] as const;

/** The filter that an address holds. */
export function readFilter(query: URLSearchParams): Filter {
  return Object.fromEntries(FILTER_NAMES.map((name) => [name, query.get(name) ?? undefined]));
}

export function isFiltered(filter: Filter): boolean {
  return FILTER_NAMES.some((name) => filter[name] !== undefined);
}
