import { isPlaceholderAlias } from '../../../lib/event/values/aliases.js';
import type { StoredRequest } from './stored-request.js';

/** How many different emails are kept for an alias. */
const MAX_EMAILS = 20;
const NONE: readonly string[] = [];

/**
 * Groups the aliases of the kept events into profiles: overlapping ones merge, and no merge is undone.
 */
export class Profiles {
  private readonly aliases = new Map<string, KnownAlias>();
  private readonly byId = new Map<number, KnownAlias>();
  private newestId = 0;
  private groups = 0;

  get count(): number {
    return this.groups;
  }

  /** The number of profiles that seem to hold several customers. */
  get suspiciousCount(): number {
    const found = new Set<ProfileGroup>();
    for (const { group } of this.aliases.values()) if (group.isSuspicious) found.add(group);
    return found.size;
  }

  /** @param id of the profile, or of one that was merged into it */
  find(id: number): ProfileGroup | undefined {
    return this.byId.get(id)?.group;
  }

  /** @returns the profile of an accepted event */
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

  /** Removes an event, and the aliases that no other event has. */
  remove(request: StoredRequest): void {
    const group = this.groupOf(request);
    if (group === undefined) return;
    group.events--;
    for (const alias of new Set(request.aliases)) {
      const known = this.aliases.get(alias);
      if (known === undefined || --known.events > 0) continue;
      this.aliases.delete(alias);
      this.byId.delete(known.id);
      group.leave(known);
    }
    if (group.aliases.size === 0) this.groups--;
  }

  clear(): void {
    // Ids are never reused, so an old id finds no other profile.
    this.byId.clear();
    this.aliases.clear();
    this.groups = 0;
  }

  private know(alias: string): KnownAlias {
    const known = this.aliases.get(alias);
    if (known !== undefined) return known;
    const id = ++this.newestId;
    const group = new ProfileGroup();
    const isPlaceholder = isPlaceholderAlias(alias);
    const created: KnownAlias = { id, alias, isPlaceholder, events: 0, emails: NONE, group };
    group.join(created);
    this.aliases.set(alias, created);
    this.byId.set(id, created);
    this.groups++;
    return created;
  }

  /** Moves the aliases of the smaller one, so that each is moved a few times at most. */
  private merge(one: ProfileGroup, other: ProfileGroup): void {
    if (one === other) return;
    if (one.aliases.size >= other.aliases.size) one.absorb(other);
    else other.absorb(one);
    this.groups--;
  }
}

/** An alias and the emails that were seen with it. */
export interface KnownAlias {
  readonly id: number;
  readonly alias: string;
  readonly isPlaceholder: boolean;
  events: number;
  /** The different emails of its events, at most 20. */
  emails: readonly string[];
  group: ProfileGroup;
}

/** The aliases that events have merged into one profile. */
export class ProfileGroup {
  readonly aliases = new Set<KnownAlias>();
  events = 0;
  lastNumber = 0;
  lastAt = 0;
  /** How many of its aliases are suspicious. */
  private suspicions = 0;

  /** That of its first alias, so another one when that is deleted. */
  get id(): number {
    const [first] = this.aliases;
    return first?.id ?? NaN;
  }

  /** The alias that represents the profile, preferably an email. */
  get name(): string {
    for (const { alias } of this.aliases) if (alias.startsWith('urn:email:')) return alias;
    const [first] = this.aliases;
    return first?.alias ?? '';
  }

  get isSuspicious(): boolean {
    return this.suspicions > 0;
  }

  join(alias: KnownAlias): void {
    alias.group = this;
    this.aliases.add(alias);
    if (suspicionOf(alias) !== undefined) this.suspicions++;
  }

  leave(alias: KnownAlias): void {
    this.aliases.delete(alias);
    if (suspicionOf(alias) !== undefined) this.suspicions--;
  }

  /** Moves all aliases of another group into this one. */
  absorb(other: ProfileGroup): void {
    for (const alias of other.aliases) this.join(alias);
    this.events += other.events;
  }

  /** Counts an event of an alias of this group. */
  note(alias: KnownAlias, email: string | undefined): void {
    alias.events++;
    const { emails } = alias;
    if (email === undefined || emails.length >= MAX_EMAILS || emails.includes(email)) return;
    const wasSuspicious = suspicionOf(alias) !== undefined;
    // With push(), a list of one would take the memory of seventeen.
    alias.emails = [...emails, email];
    if (!wasSuspicious && suspicionOf(alias) !== undefined) this.suspicions++;
  }
}

/** Why an alias may belong to several people; undefined without a sign of it. */
export function suspicionOf({ isPlaceholder, emails }: KnownAlias): string | undefined {
  if (isPlaceholder)
    return 'a placeholder value, which all customers without a real value would share';
  if (emails.length < 2) return undefined;
  const count = emails.length < MAX_EMAILS ? emails.length : `at least ${MAX_EMAILS}`;
  return `seen with ${count} different emails: does it belong to one customer?`;
}
