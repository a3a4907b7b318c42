import { readFileSync } from 'node:fs';
import { usageError } from '../cli.error.js';
import type { PlannedEvent } from './find-events.js';

/** @throws CliError for a file that is not a plan */
export function readPlan(file: string): PlannedEvent[] {
  const how = 'write it with npx nestjs-converge plan --app <file> --json > <file>';
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw usageError(`Cannot read ${file} as JSON: ${how}.`);
  }
  const { events } = (value ?? {}) as { events?: unknown };
  if (!Array.isArray(events) || !events.every(isPlanned)) {
    throw usageError(`${file} is not a plan: ${how}.`);
  }
  return events;
}

/** Describes the differences, one line for each event of a handler. */
export function comparePlans(before: readonly PlannedEvent[], now: readonly PlannedEvent[]) {
  const old = grouped(before);
  const current = grouped(now);
  const changes: string[] = [];
  for (const key of new Set([...old.keys(), ...current.keys()])) {
    const [a, b] = [old.get(key), current.get(key)];
    if (a === undefined) changes.push(`added: ${key}`);
    else if (b === undefined) changes.push(`removed: ${key}`);
    else if (a.join('\n') !== b.join('\n')) changes.push(`changed: ${key}: ${difference(a, b)}`);
  }
  return changes;
}

/** The parts of each event of a handler, one line each; an event may be tracked several times. */
function grouped(events: readonly PlannedEvent[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { handler, event, routes, mappers, validation } of events) {
    const key = `${handler} tracks "${event}"`;
    const parts = [
      `routes ${routes.join(', ')}`,
      ...Object.entries(mappers).map(([name, mapper]) => `${name} ${mapper}`),
      `validation ${validation}`,
    ];
    groups.set(key, [...(groups.get(key) ?? []), ...parts]);
  }
  return groups;
}

function difference(before: readonly string[], now: readonly string[]): string {
  const gone = before.filter((part) => !now.includes(part));
  const come = now.filter((part) => !before.includes(part));
  return [...gone.map((part) => `no longer ${part}`), ...come.map((part) => `now ${part}`)].join(
    '; ',
  );
}

function isPlanned(event: unknown): boolean {
  const { handler, event: name, routes, mappers, validation } = (event ?? {}) as PlannedEvent;
  const texts = [handler, name, validation];
  return (
    texts.every((text) => typeof text === 'string') &&
    Array.isArray(routes) &&
    typeof mappers === 'object'
  );
}
