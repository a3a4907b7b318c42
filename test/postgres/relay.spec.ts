import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { migration } from '../../lib/postgres/index.js';
import { POSTGRES_URL } from '../utils/needs.js';
import { describeWithPostgres, usePostgres } from '../utils/postgres.js';
import { eventually } from '../utils/test-app.js';
import { numbered, RelayOutbox, useRelays } from './support/relays.js';

const database = usePostgres();
const relays = useRelays(database);

const isMoved = (outbox: RelayOutbox, count: number) =>
  eventually(`${count} are moved`, () => outbox.records.length >= count);
const isEmpty = () =>
  eventually('the table is empty', async () => (await database.waiting()).length === 0);

describeWithPostgres('a relay', () => {
  it('moves what was committed before and after its start, in order, and deletes it', async () => {
    const outbox = new RelayOutbox();
    const bodies = numbered(100);
    await relays.commit(bodies.slice(0, 90));
    await relays.start(outbox);
    await isMoved(outbox, 90);
    await relays.commit(bodies.slice(90));
    await isMoved(outbox, 100);
    expect(outbox.bodies).toEqual(bodies);
    const [first] = outbox.records;
    expect(first).toMatchObject({ eventName: 'Placed Order', origin: 'Shop#order' });
    expect(Math.abs(first!.recordedAt - Date.now())).toBeLessThan(3_600_000);
    await isEmpty();
    expect(relays.lines).toEqual([]);
  });

  it('shares a table with other relays: each event is moved once', async () => {
    const outboxes = Array.from({ length: 4 }, () => new RelayOutbox());
    for (const outbox of outboxes) await relays.start(outbox);
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
    await isMoved(slow, 64);
    await relays.start(other);
    await isMoved(other, 6);
    expect(other.bodies).toEqual(bodies.slice(64));
    slow.afterPut = async () => undefined;
    for (const finish of held) finish();
  });

  it('leaves the events of another source alone, until they are adopted', async () => {
    const outbox = new RelayOutbox();
    await relays.commit(numbered(2), { source: 'another' });
    await database.pool.query(
      "UPDATE converge_events SET recorded_at = now() - interval '2 hours'",
    );
    const relay = await relays.start(outbox);
    expect(await relay.drain()).toBe(true);
    expect(outbox.records).toEqual([]);
    expect(relays.lines).toEqual([
      expect.stringContaining('holds 2 events that another token or endpoint has left there'),
    ]);
    expect(await relay.adopt()).toBe(2);
    await isMoved(outbox, 2);
  });

  it('leaves what the outbox has no room for, and tries it again', async () => {
    const outbox = new RelayOutbox();
    const [first, second, third] = numbered(3);
    outbox.refuses = ({ body }) => (body === second ? 'maxEvents' : undefined);
    await relays.commit([first!, second!, third!]);
    await relays.start(outbox);
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
    const outbox = new RelayOutbox();
    await relays.commit(numbered(3));
    const second = 'id = (SELECT min(id) + 1 FROM converge_events)';
    await database.pool.query(
      `UPDATE converge_events SET recorded_at = 'infinity' WHERE ${second}`,
    );
    await relays.start(outbox);
    await isEmpty();
    expect(outbox.bodies).toEqual(numbered(3));
    const dead = { reason: expect.stringMatching(/^damaged: /), undeliverable: true };
    expect(outbox.records.map((record) => record.dead)).toEqual([undefined, dead, undefined]);
    expect(outbox.records.every(({ recordedAt }) => Number.isFinite(recordedAt))).toBe(true);
    expect(relays.lines).toEqual([expect.stringContaining('"Placed Order": its bytes')]);
  });

  it('drops what became too large for the outbox, as the outbox does', async () => {
    const outbox = new RelayOutbox();
    outbox.refuses = ({ body }) => (body.includes('-1"') ? 'maxEventBytes' : undefined);
    await relays.commit(numbered(3));
    await relays.start(outbox);
    await isEmpty();
    expect(outbox.records).toHaveLength(2);
    expect(relays.lines).toEqual([expect.stringContaining('the event was NOT kept')]);
  });

  it('puts an event again, with the same bytes, if the transaction that deletes it fails', async () => {
    const outbox = new RelayOutbox();
    outbox.afterPut = async () => {
      outbox.afterPut = async () => undefined;
      await database.terminate();
    };
    await relays.start(outbox);
    await relays.commit(numbered(1));
    await isMoved(outbox, 2);
    expect(outbox.bodies).toEqual([...numbered(1), ...numbered(1)]);
    await isEmpty();
  });

  it('listens again after its connection was ended', async () => {
    const outbox = new RelayOutbox();
    const relay = await relays.start(outbox);
    await relay.drain();
    expect(await database.terminate()).toBe(1);
    await relays.commit(numbered(1));
    await isMoved(outbox, 1);
    await relays.commit(numbered(2).slice(1));
    await isMoved(outbox, 2);
  });

  it('says once that the database is away, and once that it is back', async () => {
    const door = await openDoor();
    const url = new URL(database.url);
    url.host = `127.0.0.1:${door.port}`;
    const outbox = new RelayOutbox();
    const relay = await relays.start(outbox, { connection: url.href });
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
    await isMoved(outbox, 1);
    await isEmpty();
    await eventually('it is reported', () => relays.lines.length > 1);
    expect(relays.lines[1]).toContain('the relay moves the events of the table');
    expect(relays.lines.join()).not.toMatch(/127\.0\.0\.1|root|postgres:/);
    await door.close();
  });

  it('names the migration if the table is missing, and goes on once it is there', async () => {
    const outbox = new RelayOutbox();
    await relays.start(outbox, { table: 'later_events' });
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
    await isMoved(outbox, 1);
  });

  it('stops when the events that it is moving are moved, and ends its connection', async () => {
    const outbox = new RelayOutbox();
    let finish = () => undefined as void;
    outbox.afterPut = () => new Promise<void>((resolve) => (finish = resolve));
    await relays.commit(numbered(1));
    const relay = await relays.start(outbox);
    await isMoved(outbox, 1);
    const stopped = relay.stop(5_000);
    await relays.commit(numbered(2).slice(1));
    finish();
    await stopped;
    expect((await database.waiting()).map(({ body }) => body)).toEqual(numbered(2).slice(1));
    expect(outbox.records).toHaveLength(1);
    await eventually('its connection has ended', async () => (await database.connections()) === 0);
  });

  it('does not wait longer than it may', async () => {
    const outbox = new RelayOutbox();
    outbox.afterPut = () => new Promise(() => undefined);
    await relays.commit(numbered(1));
    const relay = await relays.start(outbox);
    await isMoved(outbox, 1);
    await relay.stop(10);
    expect(await database.waiting()).toHaveLength(1);
  });

  it('takes the settings of a pool, and none of its connections', async () => {
    const outbox = new RelayOutbox();
    await relays.commit(numbered(1));
    const before = database.pool.totalCount - database.pool.idleCount;
    const relay = await relays.start(outbox, { connection: database.pool });
    await relay.drain();
    expect(outbox.records).toHaveLength(1);
    expect(database.pool.totalCount - database.pool.idleCount).toBe(before);
  });
});

/** A way to the database that can be closed. */
async function openDoor() {
  const sockets = new Set<Socket>();
  let server: Server;
  let port = 0;
  const open = async () => {
    server = createServer((socket) => {
      const { hostname, port } = new URL(POSTGRES_URL);
      const onwards = connect(Number(port || 5432), hostname);
      for (const one of [socket, onwards]) {
        sockets.add(one);
        one.on('error', () => undefined);
        one.on('close', () => [socket, onwards].forEach((each) => each.destroy()));
      }
      socket.pipe(onwards).pipe(socket);
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  await open();
  return {
    port,
    open,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
