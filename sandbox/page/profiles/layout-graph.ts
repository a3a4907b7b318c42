import type { AliasLink, ProfileAlias } from '../../server/api-types.js';

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

/** Up to so many names are placed on a ring, where each link is visible. */
const MAX_RING = 6;

/**
 * Places the aliases: few on a ring; many around the one that joins them (a suspicious one, else the most
 * linked), by their distance from it. The layout of a profile is always the same.
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
  // The first branch goes up: two of them are a column, in which each alias has room for its label.
  const [first = tree] = tree.children;
  put(tree, -Math.PI / 2 - (Math.PI * leaves(first)) / leaves(tree), 2 * Math.PI);
  return places;

  /** Gives each branch a sector of the circle, by the number of its leaves. */
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

/** The links between drawn names. */
function neighboursOf(names: readonly string[], links: readonly AliasLink[]): Neighbours {
  const found = new Map(names.map((name) => [name, new Set<string>()]));
  for (const { from, to } of links) {
    if (from === to || !found.has(from) || !found.has(to)) continue;
    found.get(from)?.add(to);
    found.get(to)?.add(from);
  }
  return found;
}

/** Sorts names so that linked ones are adjacent; otherwise alphabetically. */
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

/** An even ring is flat on top; an odd one has a name on top. */
function ring(names: readonly string[]): ReadonlyMap<string, Place> {
  const step = (2 * Math.PI) / names.length;
  const first = -Math.PI / 2 - (names.length % 2 === 0 ? step / 2 : 0);
  return new Map(names.map((name, index) => [name, at(first + step * index, 1)]));
}

/** Builds a tree of the shortest paths from the middle. Names without a path become its children. */
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
