import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { BoundedList, RequestLog } from '../../sandbox/server/store/request-log.js';
import type { StoredRequest } from '../../sandbox/server/store/stored-request.js';

interface Item {
  body: string;
}

describe('BoundedList', () => {
  it('does not hold what it deleted', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const list = new BoundedList<Item>(100, Infinity);
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
    const list = new BoundedList<Item>(10, 5);
    const keepsAfter = (...added: string[]) => {
      for (const body of added) list.add({ body });
      return list.toArray().map(({ body }) => body);
    };
    expect(keepsAfter('a', 'bb', 'cc')).toEqual(['a', 'bb', 'cc']);
    expect(keepsAfter('dd')).toEqual(['cc', 'dd']);
    expect(keepsAfter('larger than all')).toEqual(['larger than all']);
    list.clear();
    expect(keepsAfter('12', '345')).toEqual(['12', '345']);
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
