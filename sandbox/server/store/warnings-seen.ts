import type { Violation } from '../../../lib/event/violation.js';
import { valueAt } from '../value-at.js';
import type { StoredRequest } from './stored-request.js';
import { placeOf, ViolationGroups } from './violation-groups.js';

const MAX_VALUES = 3;
const MAX_VALUE_LENGTH = 80;

/** Where a warning was, up to the latest request with it. */
interface Seen {
  readonly number: number;
  readonly receivedAt: number;
  /** In the order in which they were first seen: the same field may be in both objects. */
  readonly paths: readonly string[];
  /** The latest different values as JSON, cut if they are long. */
  readonly values: readonly string[];
}

/** What makes two warnings of an event equal: a field's name is the same in both objects of properties. */
export function findingOf(found: Violation): string {
  return `${placeOf(found).replace(/^(?:profile_)?properties\./, '')} ${found.rule}`;
}

/** The warnings of Converge's source monitoring, with their values. */
export class WarningsSeen extends ViolationGroups<Seen> {
  constructor() {
    super(findingOf);
  }

  /** @param event the parsed body of the request */
  addRequest(
    { eventName = '', number, receivedAt }: StoredRequest,
    event: unknown,
    warnings: readonly Violation[],
  ): void {
    this.add(eventName, warnings, (found, before) => ({
      number,
      receivedAt,
      paths: withOne(before?.paths, placeOf(found)),
      values: withNewest(before?.values, valueAt(event, found.path)),
    }));
  }
}

function withOne(paths: readonly string[] = [], path: string): readonly string[] {
  return paths.includes(path) ? paths : [...paths, path];
}

function withNewest(values: readonly string[] = [], value: unknown): readonly string[] {
  if (value === undefined || (typeof value === 'object' && value !== null)) return values;
  const text = JSON.stringify(value);
  const cut = text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH - 1)}…` : text;
  return [cut, ...values.filter((other) => other !== cut)].slice(0, MAX_VALUES);
}
