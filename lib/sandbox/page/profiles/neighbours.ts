import type { ProfileLink } from '../api/profile-types.js';

/** The names that each name is linked to. */
export type Neighbours = ReadonlyMap<string, ReadonlySet<string>>;

/** Links to names that are not drawn are left out. */
export function neighboursOf(names: readonly string[], links: readonly ProfileLink[]): Neighbours {
  const found = new Map(names.map((name) => [name, new Set<string>()]));
  for (const { from, to } of links) {
    if (from === to || !found.has(from) || !found.has(to)) continue;
    found.get(from)?.add(to);
    found.get(to)?.add(from);
  }
  return found;
}

/** @returns the name with the most links; of equal ones the first by the alphabet */
export function mostLinked(names: readonly string[], neighbours: Neighbours): string {
  const links = (name: string) => neighbours.get(name)?.size ?? 0;
  const [most = ''] = [...names].sort(
    (one, other) => links(other) - links(one) || one.localeCompare(other),
  );
  return most;
}

/** Names in an order in which linked ones stand beside each other; otherwise by the alphabet. */
export function orderByLinks(names: readonly string[], neighbours: Neighbours): string[] {
  const left = new Set([...names].sort());
  const ordered: string[] = [];
  const take = (name: string) => {
    if (!left.delete(name)) return;
    ordered.push(name);
    for (const next of [...(neighbours.get(name) ?? [])].sort()) take(next);
  };
  for (const name of left) take(name);
  return ordered;
}
