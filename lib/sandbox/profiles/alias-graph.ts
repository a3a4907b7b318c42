import type { StoredRequest } from '../store/stored-request.interface.js';

const MAX_COMPARED = 20;

/** Two aliases that came together. */
export interface AliasLink {
  readonly from: string;
  readonly to: string;
  events: number;
}

/** Which aliases of a profile came together in one event. */
export class AliasGraph {
  private readonly neighbours = new Map<string, Map<string, AliasLink>>();

  constructor(requests: Iterable<StoredRequest>) {
    for (const { aliases } of requests) this.add([...new Set(aliases)]);
  }

  degree(alias: string): number {
    return this.neighbours.get(alias)?.size ?? 0;
  }

  links(): AliasLink[] {
    const all = new Set<AliasLink>();
    for (const links of this.neighbours.values()) for (const link of links.values()) all.add(link);
    return [...all];
  }

  /** Into how many pieces the aliases around one fall if it is taken away. */
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

  /** Spares a walk through the whole graph in most cases: those of one event know each other. */
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

  private add(aliases: readonly string[]): void {
    aliases.forEach((from, index) => {
      for (const to of aliases.slice(index + 1)) this.link(from, to);
    });
  }

  private link(from: string, to: string): void {
    const known = this.neighbours.get(from)?.get(to);
    if (known !== undefined) {
      known.events++;
      return;
    }
    const link: AliasLink = { from, to, events: 1 };
    this.linksOf(from).set(to, link);
    this.linksOf(to).set(from, link);
  }

  private linksOf(alias: string): Map<string, AliasLink> {
    let links = this.neighbours.get(alias);
    if (links === undefined) this.neighbours.set(alias, (links = new Map()));
    return links;
  }
}
