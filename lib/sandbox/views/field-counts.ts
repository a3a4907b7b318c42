import { isPlainObject } from '../../event/plain-json.js';
import { entryFields, type SpecField } from '../spec.js';
import { BoundedMap } from '../store/bounded-map.js';

const MAX_FIELDS = 500;

interface CoveredField {
  readonly name: string;
  readonly isRequired: boolean;
  readonly inSpec: boolean;
  readonly type: string | null;
  readonly sent: 'always' | 'sometimes' | 'never';
  readonly count: number;
  readonly of: number;
}

/** How often each field of an object was sent. Entries of lists count as `items[].price`. */
export class FieldCounts {
  private readonly counts = new BoundedMap<string, { count: number }>(MAX_FIELDS);
  private objects = 0;

  add(object: Record<string, unknown>): void {
    this.objects++;
    this.addFields(object, '');
  }

  /** Those of the spec first, in its order, then the others. */
  list(fields: readonly SpecField[]): CoveredField[] {
    const known = fields.flatMap((field) => [
      this.describe(field.name, field),
      ...entryFields(field).map((entry) => this.describe(`${field.name}[].${entry.name}`, entry)),
    ]);
    const names = new Set(known.map(({ name }) => name));
    const others = [...this.counts]
      .map(([name]) => name)
      .filter((name) => !names.has(name) && !name.endsWith('[]'))
      .map((name) => this.describe(name));
    return [...known, ...others];
  }

  private addFields(object: Record<string, unknown>, prefix: string): void {
    for (const [key, value] of Object.entries(object)) {
      if (value === null || value === '') continue;
      const name = prefix + key;
      this.increment(name);
      if (prefix === '' && Array.isArray(value)) this.addEntries(value, `${name}[]`);
    }
  }

  private addEntries(list: readonly unknown[], name: string): void {
    for (const entry of list) {
      if (!isPlainObject(entry)) continue;
      this.increment(name);
      this.addFields(entry, `${name}.`);
    }
  }

  private increment(name: string): void {
    this.counts.getOrMake(name, () => ({ count: 0 })).count++;
  }

  private describe(name: string, field?: SpecField): CoveredField {
    const count = this.counts.get(name)?.count ?? 0;
    const list = name.match(/^.*\[\]/)?.[0];
    const of = list === undefined ? this.objects : (this.counts.get(list)?.count ?? 0);
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
