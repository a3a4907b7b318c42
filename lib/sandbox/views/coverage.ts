import type { ConvergeEventDto } from '../../event/converge-event.dto.js';
import { specOf } from '../spec.js';
import { BoundedMap } from '../store/bounded-map.js';
import { FieldCounts } from './field-counts.js';

const MAX_NAMES = 500;

interface Covered {
  count: number;
  readonly properties: FieldCounts;
  readonly profileProperties: FieldCounts;
}

/** For each event that was taken, which fields it always, sometimes or never had. */
export class Coverage {
  private readonly names = new BoundedMap<string, Covered>(MAX_NAMES);

  add({ event_name, properties, profile_properties }: ConvergeEventDto): void {
    const covered = this.names.getOrMake(event_name, () => ({
      count: 0,
      properties: new FieldCounts(),
      profileProperties: new FieldCounts(),
    }));
    covered.count++;
    covered.properties.add(properties);
    covered.profileProperties.add(profile_properties);
  }

  eventNames(): string[] {
    return [...this.names].map(([name]) => name);
  }

  list(): object[] {
    return [...this.names].map(([eventName, { count, properties, profileProperties }]) => {
      const spec = specOf(eventName);
      return {
        eventName,
        inSpec: spec !== undefined,
        count,
        properties: properties.list(spec?.properties ?? []),
        profile_properties: profileProperties.list(spec?.profile_properties ?? []),
      };
    });
  }

  clear(): void {
    this.names.clear();
  }
}
