/** How many different emails are remembered of an alias. */
const MAX_EMAILS = 20;

/** An alias, and with whom it was seen. */
export interface KnownAlias {
  readonly alias: string;
  readonly isDummy: boolean;
  events: number;
  /** The different ones that came with it, at most 20. */
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

  /** The alias that stands for all: an email tells most. */
  get name(): string {
    const email = this.aliases.find(({ alias }) => alias.startsWith('urn:email:'));
    return (email ?? this.aliases[0])?.alias ?? '';
  }

  join(alias: KnownAlias): void {
    alias.group = this;
    this.aliases.push(alias);
    this.isSuspicious ||= alias.isDummy;
  }

  /** Takes over the aliases of another group, which is no profile any more. */
  absorb(other: ProfileGroup): void {
    for (const alias of other.aliases) this.join(alias);
    this.id = Math.min(this.id, other.id);
    this.events += other.events;
    this.isSuspicious ||= other.isSuspicious;
  }

  /** Notes an event of an alias that is in this group. */
  note(alias: KnownAlias, email: string | undefined): void {
    alias.events++;
    const { emails } = alias;
    if (email === undefined || emails.length >= MAX_EMAILS || emails.includes(email)) return;
    emails.push(email);
    this.isSuspicious ||= suspicionOf(alias) !== undefined;
  }
}

/** Why an alias may belong to several people, undefined if nothing says so. */
export function suspicionOf({ isDummy, emails }: KnownAlias): string | undefined {
  if (isDummy) return 'a dummy value, which all customers without one would share';
  if (emails.length < 2) return undefined;
  const count = emails.length < MAX_EMAILS ? emails.length : `at least ${MAX_EMAILS}`;
  return `seen with ${count} different emails: does it belong to one customer?`;
}
