import { describe, expect, it } from '@jest/globals';
import { fitLabels } from '../../../sandbox/page/profiles/fit-labels.js';

const WIDTH = 400;
const LONG = 'email:somebody-with-a-long-name@example.com';
const at = (x: number, y: number, text = LONG) => ({ x, y, text });
/** A character is at most so wide. */
const edges = ({ x, text }: { x: number; text: string }) => [
  x - (text.length * 7.3) / 2,
  x + (text.length * 7.3) / 2,
];

describe('the labels of the graph', () => {
  it('stay within it, however near to its side an alias is', () => {
    for (const { x, text } of fitLabels([at(4, 20), at(396, 200)], [], WIDTH)) {
      const [start = NaN, end = NaN] = edges({ x, text });
      expect(text).toMatch(/^email:some.*…$/);
      expect(start).toBeGreaterThanOrEqual(-0.01);
      expect(end).toBeLessThanOrEqual(WIDTH + 0.01);
    }
  });

  it('do not run into each other, and a short one leaves room', () => {
    const [one, short, other] = fitLabels(
      [at(60, 20), at(200, 22, 'id:7'), at(330, 25)],
      [],
      WIDTH,
    );
    const [start = NaN, end = NaN] = edges(short!);
    expect(edges(one!)[1]).toBeLessThan(start);
    expect(end).toBeLessThan(edges(other!)[0]!);
    expect(short?.text).toBe('id:7');
    expect(one!.text.length).toBeGreaterThan(12);
  });

  it('are left out where only a few characters fit', () => {
    expect(fitLabels([at(200, 20), at(210, 20)], [], WIDTH).map(({ text }) => text)).toEqual([
      '',
      '',
    ]);
    expect(fitLabels([], [], WIDTH)).toEqual([]);
  });

  it('cover no circle at their height', () => {
    const label = at(200, 104);
    const fit = (x: number, y: number) => fitLabels([label], [{ x, y, radius: 7 }], WIDTH)[0]!;
    // That of the alias itself.
    expect(fit(200, 82).text).toHaveLength(26);
    const beside = fit(260, 100);
    expect(beside.text).toMatch(/^email:some.*…$/);
    expect(edges(beside)[1]).toBeLessThan(260 - 7);
    expect(fit(205, 100).text).toBe('');
  });
});
