import type { EventMappers } from '../event-mappers.interface.js';
import { DefaultAliasesMapper } from './default-aliases.mapper.js';
import { DefaultEventIdMapper } from './default-event-id.mapper.js';
import { DefaultProfilePropertiesMapper } from './default-profile-properties.mapper.js';
import { DefaultPropertiesMapper } from './default-properties.mapper.js';

/** What neither the decorator nor the module says. */
export const DEFAULT_MAPPERS: Required<EventMappers> = {
  properties: DefaultPropertiesMapper,
  profileProperties: DefaultProfilePropertiesMapper,
  aliases: DefaultAliasesMapper,
  eventId: DefaultEventIdMapper,
  timestamp: (_result, { succeededAt }) => succeededAt,
  when: () => true,
};

export type MapperName = keyof EventMappers;

export const MAPPER_NAMES = Object.keys(DEFAULT_MAPPERS) as readonly MapperName[];
