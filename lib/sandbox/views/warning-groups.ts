import type { Violation } from '../../event/violation.js';
import { BoundedMap } from '../store/bounded-map.js';
import { toIso } from '../store/snapshots.js';
import type { StoredRequest } from '../store/stored-request.interface.js';

const MAX_NAMES = 500;
const MAX_GROUPS = 500;

interface Group {
  readonly path: string;
  readonly first: Violation;
  readonly firstAt: number;
  lastAt: number;
  exampleNumber: number;
  count: number;
  events: number;
}

interface EventName {
  count: number;
  readonly groups: BoundedMap<string, Group>;
}

/**
 * What Converge's source monitoring would flag of the events that were taken, by event, property and
 * rule. Counts forgotten events too.
 */
export class WarningGroups {
  private readonly names = new BoundedMap<string, EventName>(MAX_NAMES);

  add({ eventName = '', number, receivedAt }: StoredRequest, warnings: readonly Violation[]): void {
    const name = this.names.getOrMake(eventName, () => ({
      count: 0,
      groups: new BoundedMap(MAX_GROUPS),
    }));
    name.count++;
    for (const warning of warnings) {
      const path = warning.path.replaceAll(/\[\d+\]/g, '[]');
      const group = name.groups.getOrMake(`${path} ${warning.rule}`, () => ({
        path,
        first: warning,
        firstAt: receivedAt,
        lastAt: receivedAt,
        exampleNumber: 0,
        count: 0,
        events: 0,
      }));
      group.count++;
      if (group.exampleNumber !== number) group.events++;
      group.exampleNumber = number;
      group.lastAt = receivedAt;
    }
  }

  /** The most frequent first. */
  list(): object[] {
    const all = [...this.names].flatMap(([eventName, { count, groups }]) =>
      [...groups].map(([, group]) => describe(eventName, count, group)),
    );
    return all.sort((one, other) => other.count - one.count);
  }

  clear(): void {
    this.names.clear();
  }
}

function describe(eventName: string, eventsOfName: number, group: Group) {
  const { path, first, count, events, firstAt, lastAt, exampleNumber } = group;
  return {
    eventName,
    path,
    rule: first.rule,
    advice: first.advice,
    received: first.received,
    count,
    events,
    share: events / eventsOfName,
    firstAt: toIso(firstAt),
    lastAt: toIso(lastAt),
    exampleNumber,
  };
}
