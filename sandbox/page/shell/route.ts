import { signal } from '@preact/signals';
import { toQuery, type Query } from '../api/call.js';

export const VIEWS = ['logs', 'shop', 'warnings', 'profiles', 'delivery', 'validate'] as const;
export type View = (typeof VIEWS)[number];

/** The route in the hash of the address: `#/<view>/<id>?<query>`. */
export interface Route {
  readonly view: View;
  readonly id: string | undefined;
  readonly query: URLSearchParams;
}

export const route = signal(parse(location.hash));

addEventListener('hashchange', () => {
  route.value = parse(location.hash);
});

/** The address of a view; empty values are left out. */
export function href(view: View, id?: string | number, query: Query = {}): string {
  const path = id === undefined ? view : `${view}/${encodeURIComponent(id)}`;
  return `#/${path}${toQuery(query)}`;
}

/** The same view with a changed query, without a step in the browser's history. */
export function changeQuery(changes: Query): void {
  const { view, id, query } = route.value;
  const address = href(view, id, { ...Object.fromEntries(query), ...changes });
  history.replaceState(history.state, '', address);
  route.value = parse(address);
}

/** The same view with the same query, with another id or without one. */
export function changeId(id: string | number | undefined): void {
  const { view, query } = route.value;
  location.hash = href(view, id, { ...Object.fromEntries(query), show: undefined });
}

function parse(hash: string): Route {
  const [path = '', query] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name, id] = path.split('/', 2);
  const view = VIEWS.find((known) => known === name) ?? 'logs';
  return { view, id: id ? decode(id) : undefined, query: new URLSearchParams(query) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
