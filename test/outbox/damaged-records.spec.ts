import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Outbox } from '../../lib/outbox/outbox.js';
import { OutboxFileAdmin } from '../../lib/outbox/outbox-file-admin.js';
import { changeFile } from '../utils/outbox-file.js';
import { close, deadRecord, Hand, names, putAll, record } from './support/hand.js';
import { useFile } from './support/use-file.js';

const { path, notices, start } = useFile();
let outbox: Outbox;

/** As a fault of the disk does it, behind the outbox's back. */
const change = (sql: string) => changeFile(path(), sql);

beforeEach(async () => {
  outbox = await start();
});

describe('a record whose bytes have changed', () => {
  it.each<[string, string]>([
    ['its body is no text', "body = CAST(x'7b22ff227d' AS TEXT)"],
    ['its body is another one', "body = replace(body, 'urn:name', 'urn:game')"],
    ['its name is no text', "event_name = CAST(x'61ff' AS TEXT)"],
    ['its origin is no text', "origin = CAST(x'ff' AS TEXT)"],
    ['its time is another one', 'recorded_at = recorded_at + 4096'],
    ['its time is absurd', 'recorded_at = 9223372036854775807'],
    ['its check value is another one', 'checksum = checksum + 1'],
    ['its check value is absurd', 'checksum = 9223372036854775807'],
  ])('is a dead letter, and the others are sent: %s', async (_what, assignment) => {
    await putAll(outbox, 'a', 'b', 'c');
    change(`UPDATE events SET ${assignment} WHERE event_name = 'b'`);
    expect(names(await new Hand(outbox).takeDue(9))).toEqual(['a', 'c']);
    expect(notices).toEqual([
      { kind: 'damagedEvent', deadLetter: expect.objectContaining({ undeliverable: true }) },
    ]);
    const [letter, ...more] = await outbox.admin.deadLetters();
    expect(more).toEqual([]);
    const reason = expect.stringMatching(/^damaged: /);
    expect(letter).toMatchObject({ reason, undeliverable: true });
    expect(await outbox.admin.counts()).toMatchObject({ leased: 2, dead: 1 });
    expect(await outbox.admin.replay()).toBe(0);
    expect(await outbox.admin.discard({ id: letter!.id })).toBe(1);
  });

  it('is found after a replay as well', async () => {
    for (const name of ['a', 'b']) await outbox.put(deadRecord(name));
    change("UPDATE events SET body = body || ' ' WHERE event_name = 'b'");
    expect(await outbox.admin.replay()).toBe(2);
    expect(names(await new Hand(outbox).takeDue(9))).toEqual(['a']);
    expect(await outbox.admin.deadLetters()).toMatchObject([{ eventName: 'b' }]);
  });

  it('stops no other one when its name is of another type than the column, so that it cannot be changed', async () => {
    await putAll(outbox, 'a', 'b', 'c');
    await close(outbox);
    // A strict table does not take it: for a moment, it is none.
    const strictness = (from: string, to: string) => `PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(sql, '${from}', '${to}') WHERE name = 'events'`;
    change(strictness(') STRICT', ')'));
    change("UPDATE events SET event_name = CAST('b' AS BLOB) WHERE event_name = 'b'");
    const end = 'undeliverable INTEGER NOT NULL\n  )';
    change(strictness(end, `${end} STRICT`));
    outbox = await start();
    expect(names(await new Hand(outbox).takeDue(9)).sort()).toEqual(['a', 'b', 'c']);
    expect(notices.map(({ kind }) => kind)).toEqual(['outboxDamaged']);
  });

  it.each(['9223372036854775806', '9223372036854775807', '-5'])(
    'takes the file for damaged if its number is %s: the others are sent, and new ones taken',
    async (id) => {
      await putAll(outbox, 'a', 'b', 'c');
      change(`UPDATE events SET id = ${id} WHERE event_name = 'b'`);
      expect(names(await new Hand(outbox).takeDue(9))).toEqual(['a', 'c']);
      await outbox.put(record('d'));
      expect(notices).toMatchObject([
        { kind: 'outboxDamaged', taken: 2 },
        { kind: 'eventsUnreadable', count: 1 },
      ]);
      await close(outbox);
      change("UPDATE events SET id = 9223372036854775807 WHERE event_name = 'd'");
      outbox = await start();
      expect(notices.map(({ kind }) => kind).slice(2)).toEqual([
        'outboxDamaged',
        'eventsUnreadable',
      ]);
      await outbox.put(record('e'));
    },
  );

  it('keeps neither the others nor itself from being sent when it is a time', async () => {
    await putAll(outbox, 'a', 'b', 'c', 'd');
    const absurd = ['-9223372036854775808', '9223372036854775807', '-1', '4102444800000'];
    const cases = absurd.map((time, at) => `WHEN '${'abcd'[at]}' THEN ${time}`);
    change(`UPDATE events SET due_at = CASE event_name ${cases.join(' ')} END, attempts = -7`);
    expect(names(await new Hand(outbox).takeDue(9))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('can be listed, shown and exported', async () => {
    await putAll(outbox, 'a', 'b');
    change(`UPDATE events SET body = CAST(x'ff' AS TEXT), recorded_at = 9223372036854775807,
      due_at = -9223372036854775808, attempts = 9223372036854775807, died_at = 9223372036854775807,
      status = -1, origin = CAST(x'ff' AS TEXT), reason = CAST(x'ff' AS TEXT) WHERE event_name = 'b'`);
    const admin = await OutboxFileAdmin.open(path());
    try {
      const listed = await admin.list({ limit: 9 });
      expect(listed.map(({ eventName }) => eventName)).toEqual(['a', 'b']);
      for (const { recordedAt, dueAt } of listed) {
        expect(() => [new Date(recordedAt), new Date(dueAt)].map(String)).not.toThrow();
        expect(new Date(recordedAt).toISOString()).toEqual(expect.any(String));
      }
      expect(await admin.show(listed[1]!.id)).toMatchObject({ body: '\uFFFD', reason: '\uFFFD' });
      const exported = [];
      for await (const page of admin.exportAll()) exported.push(...page);
      expect(exported).toHaveLength(2);
      expect(await admin.status()).toMatchObject({ events: 2 });
    } finally {
      admin.close();
    }
  });
});

describe('a file that somebody has changed', () => {
  it.each([
    ['trigger', 'CREATE TRIGGER t AFTER DELETE ON events BEGIN SELECT 1; END'],
    ['view', 'CREATE VIEW v AS SELECT body FROM events'],
  ])('is refused with a %s, and left as it is', async (_what, sql) => {
    await outbox.put(record('a'));
    await outbox.close();
    change(sql);
    await expect(start()).rejects.toThrow(/it has triggers or views, which no outbox has/);
    await expect(OutboxFileAdmin.open(path())).rejects.toThrow(
      `The outbox ${path()} cannot be used: it has triggers or views`,
    );
    change('DROP TRIGGER IF EXISTS t; DROP VIEW IF EXISTS v');
    outbox = await start();
    expect(names(await new Hand(outbox).takeDue(9))).toEqual(['a']);
  });

  it('goes on counting when its totals are absurd', async () => {
    change('UPDATE totals SET events = -9223372036854775808, bytes = -9223372036854775808');
    await outbox.put(record('a'));
    expect(names(await new Hand(outbox).takeDue(9))).toEqual(['a']);
  });
});
