import type { ProfileAlias, ProfileDetail, ProfilePage } from '../api-types.js';
import type { ConvergeEventDto } from '../../../lib/event/contract.js';
import { suspicionOf, type KnownAlias, type ProfileGroup } from '../store/profiles.js';
import { SIMULATED } from '../simulated.js';
import type { Memory } from '../store/memory.js';
import { summarise, toIso, type StoredRequest } from '../store/stored-request.js';

const LISTED_ALIASES = 10;
const MAX_ALIASES = 200;
const MAX_EVENTS = 200;
/** How many of the newest events of a profile are read for its properties. */
const MAX_READ = 5_000;

export interface ProfileFilter {
  readonly text: string;
  readonly limit: number;
  /** Only profiles whose latest event has a lower number. */
  readonly before: number;
  /** Whether only suspicious ones are wanted. */
  readonly onlySuspicious: boolean;
}

/** The profiles in the order of their latest events, newest first. */
export function listProfiles({ events, profiles }: Memory, filter: ProfileFilter): ProfilePage {
  const text = filter.text.toLowerCase();
  const found: ProfileGroup[] = [];
  for (const request of events.newestFirst()) {
    if (request.number >= filter.before) continue;
    const group = profiles.groupOf(request);
    // Each profile once, at its latest event.
    if (group === undefined || group.lastNumber !== request.number) continue;
    if (filter.onlySuspicious && !group.isSuspicious) continue;
    if (!hasText(group, text)) continue;
    found.push(group);
    if (found.length > filter.limit) break;
  }
  const shown = found.slice(0, filter.limit);
  return {
    total: profiles.count,
    next: found.length > filter.limit ? (shown.at(-1)?.lastNumber ?? null) : null,
    simulated: [SIMULATED.profiles],
    profiles: shown.map(
      ({ id, name, aliases, events: count, lastAt, lastNumber, isSuspicious }) => ({
        id: String(id),
        name,
        aliases: [...aliases].slice(0, LISTED_ALIASES).map(({ alias }) => alias),
        aliasCount: aliases.size,
        events: count,
        lastAt: toIso(lastAt),
        lastNumber,
        suspicious: isSuspicious,
      }),
    ),
  };
}

function hasText({ aliases }: ProfileGroup, text: string): boolean {
  for (const { alias } of aliases) if (alias.toLowerCase().includes(text)) return true;
  return false;
}

/** The details of a profile. */
export function describeProfile({ events, profiles }: Memory, group: ProfileGroup): ProfileDetail {
  // Oldest first.
  const requests = events.toArray().filter((request) => profiles.groupOf(request) === group);
  const aliases = [...group.aliases]
    .map(describeAlias)
    .sort(
      (one, other) =>
        Number(other.suspicious) - Number(one.suspicious) || other.events - one.events,
    );
  return {
    id: String(group.id),
    name: group.name,
    simulated: [SIMULATED.profiles],
    aliasCount: group.aliases.size,
    eventCount: group.events,
    aliases: aliases.slice(0, MAX_ALIASES),
    properties: currentProperties(requests),
    events: requests.slice(-MAX_EVENTS).toReversed().map(summarise),
  };
}

function describeAlias(known: KnownAlias): ProfileAlias {
  const reason = suspicionOf(known) ?? null;
  return {
    alias: known.alias,
    events: known.events,
    emails: known.emails.length,
    suspicious: reason !== null,
    reason,
  };
}

/** The properties, each with the value of the latest event that has it. */
function currentProperties(requests: readonly StoredRequest[]): Record<string, unknown> {
  const properties = new Map<string, unknown>();
  for (const { body } of requests.slice(-MAX_READ)) {
    const { profile_properties } = JSON.parse(body) as ConvergeEventDto;
    for (const [name, value] of Object.entries(profile_properties)) properties.set(name, value);
  }
  return Object.fromEntries(properties);
}
