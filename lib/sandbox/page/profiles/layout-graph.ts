import type { ProfileAlias, ProfileLink } from '../api/profile-types.js';
import { growTree, type Branch } from './grow-tree.js';
import { mostLinked, neighboursOf, orderByLinks } from './neighbours.js';

/** From -1 to 1, the middle of the graph at 0. */
export interface Place {
  readonly x: number;
  readonly y: number;
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
  links: readonly ProfileLink[],
): ReadonlyMap<string, Place> {
  const neighbours = neighboursOf(
    aliases.map(({ alias }) => alias),
    links,
  );
  const names = [...neighbours.keys()];
  if (names.length <= MAX_RING) return ring(orderByLinks(names, neighbours));
  const places = new Map<string, Place>();
  const suspicious = aliases.find((alias) => alias.suspicious)?.alias;
  const tree = growTree(suspicious ?? mostLinked(names, neighbours), names, neighbours);
  put(tree, { start: -Math.PI / 2, angle: 2 * Math.PI, depth: depthOf(tree) }, places);
  return places;
}

/** Flat on top, or with one on top where their number is odd. */
function ring(names: readonly string[]): ReadonlyMap<string, Place> {
  const step = (2 * Math.PI) / names.length;
  const first = -Math.PI / 2 - (names.length % 2 === 0 ? step / 2 : 0);
  return new Map(names.map((name, index) => [name, at(first + step * index, 1)]));
}

interface Slice {
  readonly start: number;
  readonly angle: number;
  /** Of the whole tree. */
  readonly depth: number;
}

/** Gives each branch a slice of the circle, as wide as what grows on it. */
function put(branch: Branch, { start, angle, depth }: Slice, places: Map<string, Place>): void {
  places.set(branch.name, at(start + angle / 2, depth === 0 ? 0 : branch.depth / depth));
  const total = leaves(branch);
  let next = start;
  for (const child of branch.children) {
    const share = (angle * leaves(child)) / total;
    put(child, { start: next, angle: share, depth }, places);
    next += share;
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
