import { LRUCache } from 'lru-cache';
import type { CoveredField, EventCoverage } from '../api-types.js';
import type { ConvergeEventDto } from '../../../lib/event/contract.js';
import { isPlainObject } from '../../../lib/event/plain-json.js';
import { specOf } from '../../../lib/event/spec/event-spec.js';
import type { SpecField } from '../../../lib/event/spec/field.js';
import { entryFields } from './examples.js';

const MAX_NAMES = 500;
const MAX_FIELDS = 500;

interface Covered {
  count: number;
  readonly properties: FieldCounts;
  readonly profileProperties: FieldCounts;
}

/** For each accepted event, the fields that it always, sometimes or never had. */
export class Coverage {
  private readonly names = new LRUCache<string, Covered>({
    max: MAX_NAMES,
    memoMethod: () => ({
      count: 0,
      properties: new FieldCounts(),
      profileProperties: new FieldCounts(),
    }),
  });

  add({ event_name, properties, profile_properties }: ConvergeEventDto): void {
    const covered = this.names.memo(event_name);
    covered.count++;
    covered.properties.add(properties);
    covered.profileProperties.add(profile_properties);
  }

  eventNames(): string[] {
    return [...this.names.rkeys()];
  }

  /** The most frequent events first. */
  list(): EventCoverage[] {
    return [...this.names.entries()]
      .sort(([, one], [, other]) => other.count - one.count)
      .map(([eventName, { count, properties, profileProperties }]) => {
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

/** Counts how often each field of an object was sent. Fields of lists are named `items[].price`. */
class FieldCounts {
  private readonly counts = new LRUCache<string, { count: number }>({
    max: MAX_FIELDS,
    memoMethod: () => ({ count: 0 }),
  });
  private objects = 0;

  add(object: Record<string, unknown>): void {
    this.objects++;
    this.addFields(object, '');
  }

  /** Those of the spec first, in its order, then the most frequent of the others. */
  list(fields: readonly SpecField[]): CoveredField[] {
    const known = fields.flatMap((field) => [
      this.describe(field.name, field),
      ...entryFields(field).map((entry) => this.describe(`${field.name}[].${entry.name}`, entry)),
    ]);
    const names = new Set(known.map(({ name }) => name));
    const others = [...this.counts.rkeys()]
      .filter((name) => !names.has(name) && !name.endsWith('[]'))
      .map((name) => this.describe(name));
    return [...known, ...others.sort((one, other) => other.count - one.count)];
  }

  private addFields(object: Record<string, unknown>, prefix: string): void {
    for (const [key, value] of Object.entries(object)) {
      if (value === null || value === '') continue;
      const name = prefix + key;
      this.counts.memo(name).count++;
      if (prefix !== '' || !Array.isArray(value)) continue;
      for (const entry of value) {
        if (!isPlainObject(entry)) continue;
        this.counts.memo(`${name}[]`).count++;
        this.addFields(entry, `${name}[].`);
      }
    }
  }

  private describe(name: string, field?: SpecField): CoveredField {
    const count = this.counts.peek(name)?.count ?? 0;
    const list = name.match(/^.*\[\]/)?.[0];
    const of = list === undefined ? this.objects : (this.counts.peek(list)?.count ?? 0);
    return {
      name,
      isRequired: field?.isRequired ?? false,
      inSpec: field !== undefined,
      type: field?.type ?? null,
      sent: count === 0 ? 'never' : count >= of ? 'always' : 'sometimes',
      count,
      of,
    };
  }
}
