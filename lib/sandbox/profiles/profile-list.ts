import type { Memory } from '../store/memory.js';
import { toIso } from '../store/snapshots.js';
import { SIMULATED } from '../simulated.js';
import type { ProfileGroup } from './profile-group.js';

const SHOWN_ALIASES = 10;

export interface ProfileFilter {
  readonly text: string;
  readonly limit: number;
  /** Only those whose latest event has a lower number. */
  readonly before: number;
}

/** The profiles in the order of their latest events, newest first. */
export function listProfiles({ events, profiles }: Memory, filter: ProfileFilter): object {
  const text = filter.text.toLowerCase();
  const found: ProfileGroup[] = [];
  for (const request of events.newestFirst()) {
    if (request.number >= filter.before) continue;
    const group = profiles.groupOf(request);
    // Each profile once: where its latest event stands.
    if (group === undefined || group.lastNumber !== request.number) continue;
    if (!hasText(group, text)) continue;
    found.push(group);
    if (found.length > filter.limit) break;
  }
  const shown = found.slice(0, filter.limit);
  return {
    total: profiles.count,
    next: found.length > filter.limit ? shown.at(-1)?.lastNumber : null,
    simulated: [SIMULATED.profiles],
    profiles: shown.map(summarise),
  };
}

function hasText({ aliases }: ProfileGroup, text: string): boolean {
  return text === '' || aliases.some(({ alias }) => alias.toLowerCase().includes(text));
}

function summarise(group: ProfileGroup) {
  const { id, name, aliases, events, lastAt, lastNumber, isSuspicious } = group;
  return {
    id: String(id),
    name,
    aliases: aliases.slice(0, SHOWN_ALIASES).map(({ alias }) => alias),
    aliasCount: aliases.length,
    events,
    lastAt: toIso(lastAt),
    lastNumber,
    suspicious: isSuspicious,
  };
}
