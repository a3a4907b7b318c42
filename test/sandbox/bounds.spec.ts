import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { BoundedList, RequestLog } from '../../sandbox/server/store/request-log.js';
import type { StoredRequest } from '../../sandbox/server/store/stored-request.js';

interface Item {
  body: string;
}

class TestList extends BoundedList<Item> {
  readonly dropped: string[] = [];

  protected override onDrop({ body }: Item): void {
    this.dropped.push(body);
  }
}

const bodies = (items: Iterable<Item>) => [...items].map(({ body }) => body);

describe('BoundedList', () => {
  it('keeps so many of the newest, and calls onDrop() for the others', () => {
    const list = new TestList(3, Infinity);
    for (let item = 1; item <= 10; item++) {
      list.add({ body: String(item) });
      const kept = [item - 2, item - 1, item].filter((kept) => kept > 0).map(String);
      expect(bodies(list.toArray())).toEqual(kept);
      expect(bodies(list.newestFirst())).toEqual(kept.toReversed());
      expect([list.at(0)?.body, list.at(-1), list.at(3)]).toEqual([kept[0], undefined, undefined]);
    }
    expect(list.dropped).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  });

  it('does not hold what it deleted', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const list = new TestList(100, Infinity);
    const deleted = Array.from({ length: 50 }, (_, item) => {
      const added = { body: String(item) };
      list.add(added);
      return new WeakRef(added);
    });
    for (let item = 0; item < 100; item++) list.add({ body: '' });
    return new Promise(setImmediate).then(() => {
      collect();
      expect(deleted.filter((item) => item.deref() !== undefined)).toEqual([]);
    });
  });

  it('keeps so much of the newest by size, and the newest in any case', () => {
    const list = new TestList(10, 5);
    const add = (...added: string[]) => added.forEach((body) => list.add({ body }));
    add('a', 'bb', 'cc');
    expect(bodies(list.toArray())).toEqual(['a', 'bb', 'cc']);
    add('dd');
    expect(bodies(list.toArray())).toEqual(['cc', 'dd']);
    add('larger than all');
    expect(bodies(list.toArray())).toEqual(['larger than all']);
    list.clear();
    add('12', '345');
    expect(bodies(list.toArray())).toEqual(['12', '345']);
  });
});

it('RequestLog counts attempts as long as one of them is kept', () => {
  const log = new RequestLog(2, Infinity);
  const add = (number: number, eventId: string) => {
    const request = { number, eventId, outcome: 'accepted', attempt: 0, body: '' };
    log.add(request as StoredRequest);
    return request.attempt;
  };
  expect([add(1, 'a'), add(2, 'a'), add(3, 'b'), add(4, 'a')]).toEqual([1, 2, 1, 3]);
  expect([add(5, 'c'), add(6, 'c')]).toEqual([1, 2]);
  expect([add(7, 'a'), add(8, 'c')]).toEqual([1, 3]);
});
