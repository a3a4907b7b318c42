import { expect } from '@jest/globals';
import type { ConvergeStats } from '../../../lib/index.js';
import type { Sandbox } from '../../../sandbox/server/index.js';
import type { LogEntry } from '../../utils/recording-logger.js';
import { eventually } from '../../utils/test-app.js';
import type { Child } from './child.js';

export const stats = (shop: Child) => shop.ask<ConvergeStats>('stats');

/** What the library itself said, level and words. */
export async function said(shop: Child): Promise<string[]> {
  const entries = await shop.ask<LogEntry[]>('log');
  return entries
    .filter(({ context }) => context === 'Converge')
    .map(({ level, message }) => `${level}: ${message}`);
}

/** Waits until nothing is left to be sent; what a killed process had leased takes 15 seconds. */
export async function drained(shop: Child, ms = 60_000): Promise<void> {
  const isDrained = async () => {
    const { pending, leased, waiting } = await stats(shop);
    return pending + leased + waiting === 0;
  };
  await eventually('all is delivered', isDrained, ms);
}

/** The bodies that were posted, by the id of their event. */
export function bodiesById(sandbox: Sandbox): Map<string, string[]> {
  const bodies = new Map<string, string[]>();
  for (const { body } of sandbox.requests()) {
    const { event_id: id } = JSON.parse(body) as { event_id: string };
    bodies.set(id, [...(bodies.get(id) ?? []), body]);
  }
  return bodies;
}

export function expectCopiesAreTheSame(bodies: ReadonlyMap<string, readonly string[]>): void {
  const changed = [...bodies.values()].filter((copies) => new Set(copies).size > 1);
  expect(changed.slice(0, 3)).toEqual([]);
}

/** Of all orders that a customer saw accepted, none is missing, and every copy is the same. */
export function expectNoneLost(sandbox: Sandbox, acknowledged: ReadonlyMap<string, number>): void {
  const bodies = bodiesById(sandbox);
  const lost = [...acknowledged.keys()].filter((id) => !bodies.has(id));
  expect({ lost: lost.slice(0, 10), of: acknowledged.size }).toEqual({
    lost: [],
    of: acknowledged.size,
  });
  expectCopiesAreTheSame(bodies);
  const events = new Map(
    sandbox.events().map(({ event }) => [event.event_id, event.properties['total_price']]),
  );
  const wrong = [...acknowledged].filter(([id, price]) => events.get(id) !== price);
  expect(wrong.slice(0, 3)).toEqual([]);
}
