import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { eventsTable, type EventRow } from '../../lib/postgres/events-table.js';
import { PostgresRelay, type Client } from '../../lib/postgres/postgres-relay.js';
import { Reporter } from '../../lib/reporting/reporter.js';
import { RelayOutbox } from './support/relays.js';

const MINUTE = 60_000;

const statements: string[] = [];
let connections = 0;
let isAway = false;
let notify: () => void;
let lose: () => void;
let relay: PostgresRelay;

/** What a pass finds, and after which ids it asked. */
let rows: Array<Partial<EventRow>> = [];
const asked: unknown[] = [];

/** A database that counts what it is asked, and has no rows but those. */
async function connect(onNotified: () => void, onLost: () => void): Promise<Client> {
  connections++;
  if (isAway) throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
  notify = onNotified;
  lose = onLost;
  const query = async (sql: string, params: readonly unknown[] = []) => {
    statements.push(sql);
    if (!sql.includes('SKIP LOCKED')) return { rows: [{ held: '0' }] };
    asked.push(params[1]);
    return { rows: rows.splice(0) };
  };
  return { query, end: async () => undefined } as unknown as Client;
}

beforeEach(() => {
  jest.useFakeTimers();
  statements.length = asked.length = 0;
  rows = [];
  connections = 0;
  isAway = false;
  const log = { write: () => undefined, isDebugEnabled: () => false };
  const parts = { outbox: new RelayOutbox(), source: 'source', reporter: new Reporter({}, log) };
  relay = new PostgresRelay(eventsTable('converge_events'), connect, parts);
  relay.start();
});
afterEach(async () => {
  await relay.stop(0);
  jest.useRealTimers();
});

it('asks an idle database twice a minute', async () => {
  await jest.advanceTimersByTimeAsync(10 * MINUTE);
  expect(connections).toBe(1);
  // Three each, after the two at the start.
  expect(statements.length).toBe(2 + 3 * 21);
});

it('asks once for any number of notifications that come while it is asking', async () => {
  await jest.advanceTimersByTimeAsync(1_000);
  statements.length = 0;
  for (let n = 0; n < 1_000; n++) notify();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(statements.length).toBeLessThanOrEqual(6);
});

it('reads the rows that it has moved again once a second, however many come', async () => {
  await jest.advanceTimersByTimeAsync(2_000);
  asked.length = 0;
  for (let id = 1; id <= 10; id++) {
    rows = [{ id: String(id), eventName: 'a', origin: 'b', body: '{}', recordedAt: '1' }];
    notify();
    await jest.advanceTimersByTimeAsync(50);
  }
  expect(asked).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  await jest.advanceTimersByTimeAsync(2_000);
  expect(asked.slice(10)).toEqual(['0']);
  rows = [{ id: '11', eventName: 'a', origin: 'b', body: '{}', recordedAt: '1' }];
  await relay.drain();
  notify();
  await relay.drain();
  expect(asked.slice(11)).toEqual(['0', '11', '0']);
});

it('tries a database that is away ever less often, down to twice a minute', async () => {
  await jest.advanceTimersByTimeAsync(1_000);
  isAway = true;
  lose();
  connections = 0;
  await jest.advanceTimersByTimeAsync(10 * MINUTE);
  expect(connections).toBeGreaterThan(15);
  expect(connections).toBeLessThan(30);
});

it('tries at once again, and then ever less often, where it has worked for an hour', async () => {
  isAway = true;
  lose();
  await jest.advanceTimersByTimeAsync(10 * MINUTE);
  isAway = false;
  await jest.advanceTimersByTimeAsync(60 * MINUTE);
  isAway = true;
  lose();
  connections = 0;
  await jest.advanceTimersByTimeAsync(5_000);
  expect(connections).toBeGreaterThanOrEqual(3);
});

it('does not hurry where each connection is ended at once, as by a pooler', async () => {
  for (let n = 0; n < 600; n++) {
    await jest.advanceTimersByTimeAsync(1_000);
    lose();
  }
  expect(connections).toBeLessThan(30);
});
