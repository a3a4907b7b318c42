import { isPlaceholderAlias } from '../event-rules.js';
import type { StoredRequest } from '../store/stored-request.js';

/** How many different emails are kept for an alias. */
const MAX_EMAILS = 20;

/** Groups aliases into profiles: overlapping ones merge, and no merge is undone. */
export class Profiles {
  private readonly aliases = new Map<string, KnownAlias>();
  /** By id. Every alias has one; a profile's id is that of its oldest alias. */
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

  rebuild(requests: readonly StoredRequest[]): void {
    this.clear();
    for (const request of requests) this.add(request);
  }

  clear(): void {
    // Ids are never reused, so an old id finds no other profile.
    this.firstId += this.byId.length;
    this.byId = [];
    this.aliases.clear();
    this.groups = 0;
  }

  private know(alias: string): KnownAlias {
    const known = this.aliases.get(alias);
    if (known !== undefined) return known;
    const group = new ProfileGroup(this.firstId + this.byId.length);
    const isPlaceholder = isPlaceholderAlias(alias);
    const created: KnownAlias = { alias, isPlaceholder, events: 0, emails: [], group };
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

/** An alias and the emails that were seen with it. */
export interface KnownAlias {
  readonly alias: string;
  readonly isPlaceholder: boolean;
  events: number;
  /** The different emails of its events, at most 20. */
  readonly emails: string[];
  group: ProfileGroup;
}

/** The aliases that events have merged into one profile. */
export class ProfileGroup {
  readonly aliases: KnownAlias[] = [];
  events = 0;
  lastNumber = 0;
  lastAt = 0;
  isSuspicious = false;

  /** @param id of its oldest alias */
  constructor(public id: number) {}

  /** The alias that represents the profile, preferably an email. */
  get name(): string {
    const email = this.aliases.find(({ alias }) => alias.startsWith('urn:email:'));
    return (email ?? this.aliases[0])?.alias ?? '';
  }

  join(alias: KnownAlias): void {
    alias.group = this;
    this.aliases.push(alias);
    this.isSuspicious ||= alias.isPlaceholder;
  }

  /** Moves all aliases of another group into this one. */
  absorb(other: ProfileGroup): void {
    for (const alias of other.aliases) this.join(alias);
    this.id = Math.min(this.id, other.id);
    this.events += other.events;
    this.isSuspicious ||= other.isSuspicious;
  }

  /** Counts an event of an alias of this group. */
  note(alias: KnownAlias, email: string | undefined): void {
    alias.events++;
    const { emails } = alias;
    if (email === undefined || emails.length >= MAX_EMAILS || emails.includes(email)) return;
    emails.push(email);
    this.isSuspicious ||= suspicionOf(alias) !== undefined;
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
