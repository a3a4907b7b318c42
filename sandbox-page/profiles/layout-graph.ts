import type { AliasLink, ProfileAlias } from '../../lib/sandbox/api-types.js';

/** From -1 to 1, the middle of the graph at 0. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The names that each name is linked to. */
type Neighbours = ReadonlyMap<string, ReadonlySet<string>>;

interface Branch {
  readonly name: string;
  /** Steps from the middle. */
  readonly depth: number;
  readonly children: Branch[];
}

/** So few stand in a ring, where each link can be seen. */
const MAX_RING = 6;

/**
 * Gives each alias its place: few on a ring, many around the one that joins them (a suspicious one,
 * else the most linked), by how many steps they are away from it. The same profile is always drawn
 * the same way.
 */
export function layoutGraph(
  aliases: readonly ProfileAlias[],
  links: readonly AliasLink[],
): ReadonlyMap<string, Place> {
  const neighbours = neighboursOf(aliases.map(({ alias }) => alias).sort(), links);
  const names = orderByLinks([...neighbours.keys()], neighbours);
  if (names.length <= MAX_RING) return ring(names);
  const degree = (name: string) => neighbours.get(name)?.size ?? 0;
  const suspicious = aliases.find((alias) => alias.suspicious)?.alias;
  const [mostLinked = ''] = [...neighbours.keys()].sort((a, b) => degree(b) - degree(a));
  const tree = growTree(suspicious ?? mostLinked, names, neighbours);
  const depth = depthOf(tree);
  const places = new Map<string, Place>();
  put(tree, -Math.PI / 2, 2 * Math.PI);
  return places;

  /** Gives each branch a slice of the circle, as wide as what grows on it. */
  function put(branch: Branch, start: number, angle: number): void {
    places.set(branch.name, at(start + angle / 2, branch.depth / depth));
    let next = start;
    for (const child of branch.children) {
      const share = (angle * leaves(child)) / leaves(branch);
      put(child, next, share);
      next += share;
    }
  }
}

/** Links to names that are not drawn are left out. */
function neighboursOf(names: readonly string[], links: readonly AliasLink[]): Neighbours {
  const found = new Map(names.map((name) => [name, new Set<string>()]));
  for (const { from, to } of links) {
    if (from === to || !found.has(from) || !found.has(to)) continue;
    found.get(from)?.add(to);
    found.get(to)?.add(from);
  }
  return found;
}

/** Names in an order in which linked ones are side by side; otherwise by the alphabet. */
function orderByLinks(names: readonly string[], neighbours: Neighbours): string[] {
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

/** Flat on top, or with one on top if their number is odd. */
function ring(names: readonly string[]): ReadonlyMap<string, Place> {
  const step = (2 * Math.PI) / names.length;
  const first = -Math.PI / 2 - (names.length % 2 === 0 ? step / 2 : 0);
  return new Map(names.map((name, index) => [name, at(first + step * index, 1)]));
}

/** Puts each name at its shortest way from the middle; what has no way to it hangs on it as well. */
function growTree(middle: string, names: readonly string[], neighbours: Neighbours): Branch {
  const tree: Branch = { name: middle, depth: 0, children: [] };
  const left = new Set(names.filter((name) => name !== middle));
  const branches = [tree];
  for (const branch of branches) {
    attach(branch, [...(neighbours.get(branch.name) ?? [])]);
    branches.push(...branch.children);
  }
  attach(tree, [...left]);
  return tree;

  function attach(parent: Branch, children: readonly string[]): void {
    const others = new Map(neighbours);
    others.delete(parent.name);
    for (const name of orderByLinks(children, others)) {
      if (left.delete(name)) parent.children.push({ name, depth: parent.depth + 1, children: [] });
    }
  }
}

function at(angle: number, radius: number): Place {
  return { x: Math.cos(angle) * radius, y: Math.sin(angle) * radius };
}

function depthOf({ depth, children }: Branch): number {
  return Math.max(depth, ...children.map(depthOf));
}

function leaves({ children }: Branch): number {
  return children.length === 0 ? 1 : children.reduce((sum, child) => sum + leaves(child), 0);
}
