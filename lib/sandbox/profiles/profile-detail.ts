import type { ConvergeEventDto } from '../../event/converge-event.dto.js';
import { SIMULATED } from '../simulated.js';
import type { Memory } from '../store/memory.js';
import type { StoredRequest } from '../store/stored-request.interface.js';
import { summarise } from '../views/summary.js';
import { AliasGraph } from './alias-graph.js';
import { suspicionOf, type KnownAlias, type ProfileGroup } from './profile-group.js';

const MAX_ALIASES = 200;
const MAX_LINKS = 500;
const MAX_EVENTS = 200;
/** Of a profile with very many events, the properties are read from the newest ones. */
const MAX_READ = 5_000;

/** All that is known of a profile. */
export function describeProfile({ events, profiles }: Memory, group: ProfileGroup): object {
  // Oldest first.
  const requests = events.toArray().filter((request) => profiles.groupOf(request) === group);
  const graph = new AliasGraph(requests);
  const aliases = group.aliases
    .toSorted((one, other) => graph.degree(other.alias) - graph.degree(one.alias))
    .slice(0, MAX_ALIASES);
  return {
    id: String(group.id),
    name: group.name,
    simulated: [SIMULATED.profiles],
    aliasCount: group.aliases.length,
    eventCount: group.events,
    aliases: aliases.map((alias) => describeAlias(alias, graph)),
    links: linksBetween(aliases, graph),
    properties: currentProperties(requests),
    events: requests.slice(-MAX_EVENTS).toReversed().map(summarise),
  };
}

function describeAlias(known: KnownAlias, graph: AliasGraph): object {
  const reason = suspicionOf(known) ?? null;
  return {
    alias: known.alias,
    events: known.events,
    profilesJoined: graph.piecesWithout(known.alias),
    emails: known.emails.length,
    suspicious: reason !== null,
    reason,
  };
}

function linksBetween(aliases: readonly KnownAlias[], graph: AliasGraph): object[] {
  const shown = new Set(aliases.map(({ alias }) => alias));
  return graph
    .links()
    .filter(({ from, to }) => shown.has(from) && shown.has(to))
    .sort((one, other) => other.events - one.events)
    .slice(0, MAX_LINKS);
}

/** Each property as the latest event that has it states it. */
function currentProperties(requests: readonly StoredRequest[]): object {
  const properties = new Map<string, unknown>();
  for (const { body } of requests.slice(-MAX_READ)) {
    const { profile_properties } = JSON.parse(body) as ConvergeEventDto;
    for (const [name, value] of Object.entries(profile_properties)) properties.set(name, value);
  }
  return Object.fromEntries(properties);
}
