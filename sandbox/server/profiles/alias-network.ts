import type { AliasLink } from '../api-types.js';

type CountedLink = { -readonly [K in keyof AliasLink]: AliasLink[K] };

/** The aliases of a profile, connected by the events that have several of them. */
export class AliasNetwork {
  private readonly aliases = new Map<string, Node>();
  private readonly events: Node[] = [];

  constructor(events: Iterable<{ readonly aliases: readonly string[] }>) {
    for (const { aliases } of events) {
      const distinct = new Set(aliases);
      if (distinct.size > 1) this.connect(distinct);
    }
    for (const alias of this.aliases.values()) walkFrom(alias);
    for (const alias of this.aliases.values()) countNeighbours(alias);
  }

  /** The number of groups into which the neighbours of an alias would fall without it. */
  piecesWithout(alias: string): number {
    return this.aliases.get(alias)?.pieces ?? 0;
  }

  /** The number of aliases that came with it. */
  degree(alias: string): number {
    return this.aliases.get(alias)?.degree ?? 0;
  }

  /** How often each pair of these aliases came in the same event. */
  linksBetween(aliases: readonly string[]): AliasLink[] {
    const names = new Map<Node | undefined, string>();
    for (const alias of aliases) names.set(this.aliases.get(alias), alias);
    const links = new Map<string, CountedLink>();
    for (const { next } of this.events) {
      const shown = next.map((node) => names.get(node)).filter((alias) => alias !== undefined);
      shown.forEach((from, index) => {
        for (const to of shown.slice(index + 1)) {
          const key = JSON.stringify([from, to].sort());
          const known = links.get(key);
          if (known === undefined) links.set(key, { from, to, events: 1 });
          else known.events++;
        }
      });
    }
    return [...links.values()];
  }

  private connect(aliases: ReadonlySet<string>): void {
    const event = createNode([]);
    for (const alias of aliases) {
      const known = this.aliases.get(alias);
      if (known === undefined) this.aliases.set(alias, createNode([event]));
      else known.next.push(event);
      event.next.push(this.aliases.get(alias) as Node);
    }
    this.events.push(event);
  }
}

/** An alias, next to its events, or an event, next to its aliases. */
interface Node {
  readonly next: Node[];
  /** How many of the next ones the walk has tried. */
  tried: number;
  /** When the walk reached it; 0 before. */
  reached: number;
  /** When it reached the oldest node to which those below this one lead, without this one. */
  oldest: number;
  /** Into how many the nodes around it would fall without it. */
  pieces: number;
  degree: number;
  /** The alias for which it was counted last, as a neighbour. */
  countedFor: Node | undefined;
}

function createNode(next: Node[]): Node {
  const countedFor = undefined;
  return { next, tried: 0, reached: 0, oldest: 0, pieces: 0, degree: 0, countedFor };
}

/**
 * Counts the pieces of all nodes in one walk (Tarjan's algorithm for articulation points). A path
 * instead of recursion: it may have a hundred thousand nodes.
 */
function walkFrom(root: Node): void {
  if (root.reached > 0) return;
  let reached = 0;
  const path: Node[] = [];
  const enter = (node: Node) => {
    node.reached = node.oldest = ++reached;
    path.push(node);
  };
  enter(root);
  for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
    const next = node.next[node.tried++];
    if (next === undefined) {
      path.pop();
      const above = path.at(-1);
      if (above === undefined) return;
      above.oldest = Math.min(above.oldest, node.oldest);
      // Only the node above connects these with the rest.
      if (node.oldest >= above.reached) above.pieces++;
    } else if (next.reached > 0) {
      node.oldest = Math.min(node.oldest, next.reached);
    } else {
      // The piece from which the walk came.
      next.pieces = 1;
      enter(next);
    }
  }
}

function countNeighbours(alias: Node): void {
  alias.countedFor = alias;
  for (const event of alias.next) {
    for (const other of event.next) {
      if (other.countedFor !== alias) alias.degree++;
      other.countedFor = alias;
    }
  }
}
