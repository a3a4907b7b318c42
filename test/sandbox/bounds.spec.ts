import { describe, expect, it } from '@jest/globals';
import { BoundedList } from '../../lib/sandbox/store/bounded-list.js';
import { BoundedMap } from '../../lib/sandbox/store/bounded-map.js';
import { Interner } from '../../lib/sandbox/store/interner.js';
import { RequestLog } from '../../lib/sandbox/store/request-log.js';
import type { StoredRequest } from '../../lib/sandbox/store/stored-request.interface.js';

describe('BoundedList', () => {
  it('keeps so many of the newest, and tells of what it forgets', () => {
    const forgotten: number[] = [];
    const list = new BoundedList<number>({ maxItems: 3, onForget: (item) => forgotten.push(item) });
    for (let item = 1; item <= 10; item++) {
      list.add(item);
      const kept = [item - 2, item - 1, item].filter((kept) => kept > 0);
      expect(list.toArray()).toEqual(kept);
      expect([...list.newestFirst()]).toEqual(kept.toReversed());
      expect([list.at(0), list.at(-1), list.at(3)]).toEqual([kept[0], undefined, undefined]);
    }
    expect(forgotten).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('keeps so much of the newest by size, and the newest in any case', () => {
    const sizeOf = ({ length }: string) => length;
    const list = new BoundedList<string>({ maxItems: 10, maxSize: 5, sizeOf });
    for (const item of ['a', 'bb', 'cc']) list.add(item);
    expect(list.toArray()).toEqual(['a', 'bb', 'cc']);
    list.add('dd');
    expect(list.toArray()).toEqual(['cc', 'dd']);
    list.add('larger than all');
    expect(list.toArray()).toEqual(['larger than all']);
    list.clear();
    for (const item of ['12', '345']) list.add(item);
    expect(list.toArray()).toEqual(['12', '345']);
  });
});

describe('RequestLog', () => {
  const add = (log: RequestLog, number: number, eventId: string) =>
    log.add({ number, eventId, attempt: log.nextAttempt(eventId), body: '' } as StoredRequest);

  it('counts attempts as long as one of them is kept', () => {
    const log = new RequestLog(2, Infinity);
    add(log, 1, 'a');
    add(log, 2, 'a');
    add(log, 3, 'b');
    expect(log.nextAttempt('a')).toBe(3);
    add(log, 4, 'c');
    expect(log.nextAttempt('a')).toBe(1);
    expect(log.nextAttempt('b')).toBe(2);
  });
});

it('BoundedMap forgets its oldest keys', () => {
  const map = new BoundedMap<string, number>(2);
  for (const [index, key] of ['a', 'b', 'a', 'c'].entries()) map.getOrMake(key, () => index);
  expect([...map]).toEqual([
    ['b', 1],
    ['c', 3],
  ]);
});

it('Interner gives back equal texts, however many there were', () => {
  const interner = new Interner();
  for (let index = 0; index < 25_000; index++) {
    expect(interner.intern(`text ${index % 12_000}`)).toBe(`text ${index % 12_000}`);
  }
});
