import type { Summary } from './types.js';

/** What `api/profiles` answers. */

export interface ProfileSummary {
  readonly id: string;
  /** Some of them. */
  readonly aliases: readonly string[];
  readonly aliasCount: number;
  readonly events: number;
  readonly lastAt: string;
  readonly suspicious: boolean;
}

export interface ProfilePage {
  readonly total: number;
  /** Where the next page begins, null after the last one. */
  readonly next: number | null;
  readonly profiles: readonly ProfileSummary[];
}

export interface ProfileAlias {
  readonly alias: string;
  readonly events: number;
  /** Into how many pieces the others would fall without this alias. */
  readonly profilesJoined: number;
  /** How many different emails were seen with it. */
  readonly emails: number;
  readonly suspicious: boolean;
  readonly reason: string | null;
}

export interface ProfileLink {
  readonly from: string;
  readonly to: string;
  readonly events: number;
}

export interface Profile {
  readonly id: string;
  readonly aliasCount: number;
  readonly eventCount: number;
  /** The most connected ones first, not all of very many. */
  readonly aliases: readonly ProfileAlias[];
  readonly links: readonly ProfileLink[];
  readonly properties: Readonly<Record<string, unknown>>;
  /** Newest first, not all of very many. */
  readonly events: readonly Summary[];
}
