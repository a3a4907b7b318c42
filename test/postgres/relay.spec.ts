import { createServer } from 'node:net';
import { beforeEach, expect, it } from '@jest/globals';
import { migration } from '../../lib/postgres/index.js';
import { forward, listen } from '../utils/local-servers.js';
import { POSTGRES_URL } from '../utils/needs.js';
import { describeWithPostgres, usePostgres } from '../utils/postgres.js';
import { eventually } from '../utils/test-app.js';
import { numbered, RelayOutbox, useRelays } from './support/relays.js';

const database = usePostgres();
const relays = useRelays(database);

let outbox: RelayOutbox;

const start = (settings = {}) => relays.start(outbox, settings);
const isMoved = (count: number, to = outbox) =>
  eventually(`${count} are moved`, () => to.records.length >= count);
const isEmpty = () =>
  eventually('the table is empty', async () => (await database.waiting()).length === 0);

describeWithPostgres('a relay', () => {
  beforeEach(() => {
    outbox = new RelayOutbox();
  });

  it('moves what was committed before and after its start, in order, and deletes it', async () => {
    const bodies = numbered(100);
    await relays.commit(bodies.slice(0, 90));
    await start();
    await isMoved(90);
    await relays.commit(bodies.slice(90));
    await isMoved(100);
    expect(outbox.bodies).toEqual(bodies);
    const [first] = outbox.records;
    expect(first).toMatchObject({ eventName: 'Placed Order', origin: 'Shop#order' });
    expect(Math.abs(first!.recordedAt - Date.now())).toBeLessThan(3_600_000);
    await isEmpty();
    expect(relays.lines).toEqual([]);
  });

  it('shares a table with other relays: each event is moved once', async () => {
    const outboxes = Array.from({ length: 4 }, () => new RelayOutbox());
    for (const each of outboxes) await relays.start(each);
    const parts = ['a', 'b', 'c'].map((prefix) => numbered(150, prefix));
    await Promise.all(parts.map((bodies) => relays.commit(bodies)));
    await isEmpty();
    const moved = outboxes.flatMap(({ bodies }) => bodies);
    expect(moved.sort()).toEqual(parts.flat().sort());
  });

  it('leaves the rows alone that another relay is moving, and moves the others', async () => {
    const [slow, other] = [new RelayOutbox(), new RelayOutbox()];
    const held: (() => void)[] = [];
    slow.afterPut = () => new Promise<void>((resolve) => held.push(resolve));
    const bodies = numbered(70);
    await relays.commit(bodies);
    await relays.start(slow);
    await isMoved(64, slow);
    await relays.start(other);
    await isMoved(6, other);
    expect(other.bodies).toEqual(bodies.slice(64));
    slow.afterPut = async () => undefined;
    for (const finish of held) finish();
  });

  it('leaves the events of another source alone, until they are adopted', async () => {
    await relays.commit(numbered(2), { source: 'another' });
    await database.pool.query(
      "UPDATE converge_events SET recorded_at = now() - interval '2 hours'",
    );
    const relay = await start();
    expect(await relay.drain()).toBe(true);
    expect(outbox.records).toEqual([]);
    expect(relays.lines).toEqual([
      expect.stringContaining('holds 2 events that another token or endpoint has left there'),
    ]);
    expect(await relay.adopt()).toBe(2);
    await isMoved(2);
  });

  it('leaves what the outbox has no room for, and tries it again', async () => {
    const [first, second, third] = numbered(3);
    outbox.refuses = ({ body }) => (body === second ? 'maxEvents' : undefined);
    await relays.commit([first!, second!, third!]);
    await start();
    await eventually('it is reported', () => relays.lines.length > 0);
    expect(relays.lines).toEqual([
      expect.stringContaining('the outbox is full (outbox.maxEvents)'),
    ]);
    expect((await database.waiting()).map(({ body }) => body)).toEqual([second]);
    outbox.refuses = () => undefined;
    await isEmpty();
    expect(outbox.bodies).toEqual([first, third, second]);
    await eventually('it is reported', () => relays.lines.length > 1);
    expect(relays.lines[1]).toContain('the relay moves the events of the table');
  });

  it('makes a dead letter of a row without a time, and moves the others once', async () => {
    await relays.commit(numbered(3));
    const second = 'id = (SELECT min(id) + 1 FROM converge_events)';
    await database.pool.query(
      `UPDATE converge_events SET recorded_at = 'infinity' WHERE ${second}`,
    );
    await start();
    await isEmpty();
    expect(outbox.bodies).toEqual(numbered(3));
    const dead = { reason: expect.stringMatching(/^damaged: /), undeliverable: true };
    expect(outbox.records.map((record) => record.dead)).toEqual([undefined, dead, undefined]);
    expect(outbox.records.every(({ recordedAt }) => Number.isFinite(recordedAt))).toBe(true);
    expect(relays.lines).toEqual([expect.stringContaining('"Placed Order": its bytes')]);
  });

  it('drops what became too large for the outbox, as the outbox does', async () => {
    outbox.refuses = ({ body }) => (body.includes('-1"') ? 'maxEventBytes' : undefined);
    await relays.commit(numbered(3));
    await start();
    await isEmpty();
    expect(outbox.records).toHaveLength(2);
    expect(relays.lines).toEqual([expect.stringContaining('the event was NOT kept')]);
  });

  it('puts an event again, with the same bytes, if the transaction that deletes it fails', async () => {
    outbox.afterPut = async () => {
      outbox.afterPut = async () => undefined;
      await database.terminate();
    };
    await start();
    await relays.commit(numbered(1));
    await isMoved(2);
    expect(outbox.bodies).toEqual([...numbered(1), ...numbered(1)]);
    await isEmpty();
  });

  it('listens again after its connection was ended', async () => {
    const relay = await start();
    await relay.drain();
    expect(await database.terminate()).toBe(1);
    await relays.commit(numbered(1));
    await isMoved(1);
    await relays.commit(numbered(2).slice(1));
    await isMoved(2);
  });

  it('says once that the database is away, and once that it is back', async () => {
    const door = await openDoor();
    const url = new URL(database.url);
    url.host = `127.0.0.1:${door.port}`;
    const relay = await start({ connection: url.href });
    await relay.drain();
    await door.close();
    await eventually('it is reported', () => relays.lines.length > 0);
    expect(await relay.drain()).toBe(false);
    expect(await relay.drain()).toBe(false);
    await relays.commit(numbered(1));
    expect(relays.lines).toEqual([
      expect.stringMatching(
        /cannot move the events of the table converge_events to the outbox \(\w+\)/,
      ),
    ]);
    await door.open();
    await isMoved(1);
    await isEmpty();
    await eventually('it is reported', () => relays.lines.length > 1);
    expect(relays.lines[1]).toContain('the relay moves the events of the table');
    expect(relays.lines.join()).not.toMatch(/127\.0\.0\.1|root|postgres:/);
    await door.close();
  });

  it('names the migration if the table is missing, and goes on once it is there', async () => {
    await start({ table: 'later_events' });
    await eventually('it is reported', () => relays.lines.length > 0);
    expect(relays.lines).toEqual([
      'there is no table later_events for the events of transactions: create it with the SQL that migration() ' +
        'of "nestjs-converge/postgres" returns (docs/transactions.md)',
    ]);
    // Each pass failed in its transaction.
    await eventually(
      'no transaction is left open',
      async () => (await database.connections()) === 0,
    );
    await database.pool.query(migration('later_events'));
    await relays.commit(numbered(1), { table: 'later_events' });
    await isMoved(1);
  });

  it('stops when the events that it is moving are moved, and ends its connection', async () => {
    let finish = () => undefined as void;
    outbox.afterPut = () => new Promise<void>((resolve) => (finish = resolve));
    await relays.commit(numbered(1));
    const relay = await start();
    await isMoved(1);
    const stopped = relay.stop(5_000);
    await relays.commit(numbered(2).slice(1));
    finish();
    await stopped;
    expect((await database.waiting()).map(({ body }) => body)).toEqual(numbered(2).slice(1));
    expect(outbox.records).toHaveLength(1);
    await eventually('its connection has ended', async () => (await database.connections()) === 0);
  });

  it('does not wait longer than it may', async () => {
    outbox.afterPut = () => new Promise(() => undefined);
    await relays.commit(numbered(1));
    const relay = await start();
    await isMoved(1);
    await relay.stop(10);
    expect(await database.waiting()).toHaveLength(1);
  });

  it('takes the settings of a pool, and none of its connections', async () => {
    await relays.commit(numbered(1));
    const before = database.pool.totalCount - database.pool.idleCount;
    const relay = await start({ connection: database.pool });
    await relay.drain();
    expect(outbox.records).toHaveLength(1);
    expect(database.pool.totalCount - database.pool.idleCount).toBe(before);
  });
});

/** A way to the database that can be closed. */
async function openDoor() {
  const { hostname, port: to } = new URL(POSTGRES_URL);
  const server = createServer((socket) => forward(socket, Number(to || 5432), hostname));
  const { port, sockets } = await listen(server);
  return {
    port,
    open: () => new Promise<void>((done) => void server.listen(port, '127.0.0.1', done)),
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
