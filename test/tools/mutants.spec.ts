import { runInNewContext } from 'node:vm';
import { expect, it } from '@jest/globals';
// @ts-expect-error -- a tool has no types
import { findMutants, plant } from '../../tools/mutate/find-mutants.js';

const SOURCE = `function fee(order) {
  if (order?.total >= 50 && !order.isExpress) return 0;
  return 4 + 1;
}`;
const ORDERS = `[undefined, { total: 49 }, { total: 50 }, { total: 50, isExpress: true }]`;

it('each mutant is one fault in what was right, until its switch is on', () => {
  const found = findMutants('fee.ts', SOURCE) as object[];
  const mutants = found.map((mutant, id) => ({ ...mutant, id }));
  const fees = (id: number): string => {
    const mutants__ = { MUTANT: String(id) };
    try {
      return runInNewContext(`${plant(SOURCE, mutants)}; ${ORDERS}.map(fee).join()`, { mutants__ });
    } catch {
      return 'an error';
    }
  };
  expect(fees(-1)).toBe('5,5,0,5');
  expect(mutants.length).toBeGreaterThan(8);
  expect(mutants.filter(({ id }) => fees(id) === '5,5,0,5')).toEqual([]);
});
