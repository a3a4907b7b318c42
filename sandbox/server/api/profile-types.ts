import type { RequestSummary } from './request-types.js';

export interface ProfileSummary {
  readonly id: string;
  /** The alias that represents the profile. */
  readonly name: string;
  /** The first ten. */
  readonly aliases: readonly string[];
  readonly aliasCount: number;
  readonly events: number;
  readonly lastAt: string;
  readonly lastNumber: number;
  readonly suspicious: boolean;
}

export interface ProfilePage {
  readonly simulated: readonly string[];
  readonly total: number;
  /** Where the next page begins; null on the last one. */
  readonly next: number | null;
  readonly profiles: readonly ProfileSummary[];
}

export interface ProfileDetail {
  readonly id: string;
  readonly name: string;
  readonly simulated: readonly string[];
  readonly aliasCount: number;
  readonly eventCount: number;
  /** The most connected first, at most 200. */
  readonly aliases: readonly ProfileAlias[];
  /** The most frequent first, at most 500. */
  readonly links: readonly AliasLink[];
  readonly properties: Readonly<Record<string, unknown>>;
  /** Newest first, at most 200. */
  readonly events: readonly RequestSummary[];
}

export interface ProfileAlias {
  readonly alias: string;
  readonly events: number;
  /** The number of groups into which the other aliases would fall without this one. */
  readonly profilesJoined: number;
  /** The number of different emails that were seen with it. */
  readonly emails: number;
  readonly suspicious: boolean;
  readonly reason: string | null;
}

/** Two aliases of the same event. */
export interface AliasLink {
  readonly from: string;
  readonly to: string;
  readonly events: number;
}
