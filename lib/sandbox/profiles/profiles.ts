import { isPlaceholderAlias } from '../spec.js';
import type { StoredRequest } from '../store/stored-request.interface.js';
import { ProfileGroup, type KnownAlias } from './profile-group.js';

/** Which aliases belong to one profile: overlapping ones merge, and no merge is undone. */
export class Profiles {
  private readonly aliases = new Map<string, KnownAlias>();
  /** By the id that each had at first: an alias's own. */
  private byId: KnownAlias[] = [];
  private firstId = 1;
  private groups = 0;

  get count(): number {
    return this.groups;
  }

  /** @param id of the profile, or of one that was merged into it */
  find(id: number): ProfileGroup | undefined {
    return this.byId[id - this.firstId]?.group;
  }

  /** @returns the profile of an event that was taken */
  groupOf({ aliases: [alias] }: StoredRequest): ProfileGroup | undefined {
    return alias === undefined ? undefined : this.aliases.get(alias)?.group;
  }

  add({ aliases, email, number, receivedAt }: StoredRequest): void {
    const known = [...new Set(aliases)].map((alias) => this.know(alias));
    const [first, ...others] = known;
    if (first === undefined) return;
    for (const other of others) this.merge(first.group, other.group);
    const { group } = first;
    for (const alias of known) group.note(alias, email);
    group.events++;
    group.lastNumber = number;
    group.lastAt = receivedAt;
  }

  rebuild(requests: readonly StoredRequest[]): void {
    this.clear();
    for (const request of requests) this.add(request);
  }

  clear(): void {
    // Ids are never used twice, so an old one finds no other profile.
    this.firstId += this.byId.length;
    this.byId = [];
    this.aliases.clear();
    this.groups = 0;
  }

  private know(alias: string): KnownAlias {
    const known = this.aliases.get(alias);
    if (known !== undefined) return known;
    const group = new ProfileGroup(this.firstId + this.byId.length);
    const created: KnownAlias = {
      alias,
      isDummy: isPlaceholderAlias(alias),
      events: 0,
      emails: [],
      group,
    };
    group.join(created);
    this.aliases.set(alias, created);
    this.byId.push(created);
    this.groups++;
    return created;
  }

  /** Moves the aliases of the smaller one, so that each is moved a few times at most. */
  private merge(one: ProfileGroup, other: ProfileGroup): void {
    if (one === other) return;
    if (one.aliases.length >= other.aliases.length) one.absorb(other);
    else other.absorb(one);
    this.groups--;
  }
}
