import type { AliasLink } from '../api-types.js';

const MAX_COMPARED = 20;

type CountedLink = { -readonly [K in keyof AliasLink]: AliasLink[K] };

/** The aliases of a profile, linked if they were in the same event. */
export class AliasNetwork {
  private readonly neighbours = new Map<string, Map<string, CountedLink>>();

  constructor(events: Iterable<{ readonly aliases: readonly string[] }>) {
    for (const { aliases } of events) {
      const distinct = [...new Set(aliases)];
      distinct.forEach((from, index) => {
        for (const to of distinct.slice(index + 1)) this.link(from, to);
      });
    }
  }

  degree(alias: string): number {
    return this.neighbours.get(alias)?.size ?? 0;
  }

  links(): AliasLink[] {
    return [...new Set([...this.neighbours.values()].flatMap((links) => [...links.values()]))];
  }

  /** The number of groups into which the neighbours of an alias fall without it. */
  piecesWithout(removed: string): number {
    const around = [...this.neighboursOf(removed)];
    if (around.length <= MAX_COMPARED && this.oneKnowsAll(around)) return 1;
    const seen = new Set([removed]);
    let pieces = 0;
    for (const start of around) {
      if (seen.has(start)) continue;
      pieces++;
      this.visit(start, seen);
    }
    return pieces;
  }

  /** Avoids a walk through the whole graph in most cases: aliases of one event are linked directly. */
  private oneKnowsAll(aliases: readonly string[]): boolean {
    return aliases.some((one) =>
      aliases.every((other) => one === other || this.neighbours.get(one)?.has(other) === true),
    );
  }

  private visit(start: string, seen: Set<string>): void {
    const waiting = [start];
    seen.add(start);
    for (let alias = waiting.pop(); alias !== undefined; alias = waiting.pop()) {
      for (const next of this.neighboursOf(alias)) {
        if (seen.has(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
  }

  private neighboursOf(alias: string): Iterable<string> {
    return this.neighbours.get(alias)?.keys() ?? [];
  }

  private link(from: string, to: string): void {
    const known = this.neighbours.get(from)?.get(to);
    if (known !== undefined) {
      known.events++;
      return;
    }
    const link = { from, to, events: 1 };
    this.linksOf(from).set(to, link);
    this.linksOf(to).set(from, link);
  }

  private linksOf(alias: string): Map<string, CountedLink> {
    let links = this.neighbours.get(alias);
    if (links === undefined) this.neighbours.set(alias, (links = new Map()));
    return links;
  }
}
