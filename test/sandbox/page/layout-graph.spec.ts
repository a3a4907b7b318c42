import { describe, expect, it } from '@jest/globals';
import type { ProfileAlias } from '../../../sandbox/server/api-types.js';
import { layoutGraph } from '../../../sandbox/page/profiles/layout-graph.js';

const alias = (name: string): ProfileAlias => ({
  alias: name,
  events: 1,
  profilesJoined: 1,
  emails: 1,
  suspicious: false,
  reason: null,
});

const link = (from: string, to: string) => ({ from, to, events: 1 });

const names = (count: number) => Array.from({ length: count }, (_, index) => `alias-${index}`);

function layout(all: readonly string[], links: readonly ReturnType<typeof link>[]) {
  return layoutGraph(all.map(alias), links);
}

const distance = (place: { x: number; y: number } | undefined) =>
  Math.hypot(place?.x ?? NaN, place?.y ?? NaN);

describe('the graph of aliases', () => {
  it('puts few on a ring', () => {
    const places = layout(names(3), [link('alias-0', 'alias-1'), link('alias-1', 'alias-2')]);
    for (const name of names(3)) expect(distance(places.get(name))).toBeCloseTo(1);
    const pair = layout(names(2), []);
    expect(pair.get('alias-0')?.y).toBeCloseTo(0);
    expect(pair.get('alias-1')?.x).toBeCloseTo(-(pair.get('alias-0')?.x ?? 0));
  });

  it('puts the one that joins many into the middle, and what hangs on others further out', () => {
    const links = names(10)
      .slice(1)
      .map((name) => link('alias-0', name));
    const places = layout([...names(10), 'far'], [...links, link('far', 'alias-3')]);
    expect(distance(places.get('alias-0'))).toBe(0);
    expect(distance(places.get('alias-3'))).toBeCloseTo(0.5);
    expect(distance(places.get('far'))).toBeCloseTo(1);
  });

  it('puts a suspicious one into the middle, whatever else is linked more', () => {
    const links = names(10)
      .slice(1)
      .map((name) => link('alias-0', name));
    const shared = { ...alias('alias-5'), suspicious: true };
    const all = names(10).map((name) => (name === 'alias-5' ? shared : alias(name)));
    expect(distance(layoutGraph(all, links).get('alias-5'))).toBe(0);
  });

  it('puts a chain into a column, where each has a line of its own', () => {
    const all = names(9);
    const places = layout(
      all,
      all.slice(1).map((name, index) => link(`alias-${index}`, name)),
    );
    const heights = [...places.values()].map(({ y }) => y.toFixed(3));
    expect(new Set(heights).size).toBe(9);
  });

  it('puts linked ones side by side', () => {
    const all = [...names(8), 'zebra'];
    const links = all.slice(1).map((name) => link('alias-0', name));
    const places = layout(all, [...links, link('alias-2', 'zebra')]);
    const angle = (name: string) => Math.atan2(places.get(name)?.y ?? 0, places.get(name)?.x ?? 0);
    const between = Math.abs(angle('alias-2') - angle('zebra')) % (2 * Math.PI);
    expect(Math.min(between, 2 * Math.PI - between)).toBeCloseTo((2 * Math.PI) / 8);
  });

  it('is the same for the same profile, in whatever order it comes', () => {
    const links = [
      link('alias-1', 'alias-2'),
      link('alias-2', 'alias-5'),
      link('alias-7', 'alias-2'),
    ];
    const one = layout(names(9), links);
    const other = layout(names(9).toReversed(), links.toReversed());
    expect(Object.fromEntries(other)).toEqual(Object.fromEntries(one));
  });

  it('gives every alias a place, those without a link too, and no two the same', () => {
    const places = layout(names(40), [link('alias-3', 'alias-4'), link('alias-3', 'unknown')]);
    expect([...places.keys()].sort()).toEqual(names(40).sort());
    const distinct = new Set(
      [...places.values()].map(({ x, y }) => `${x.toFixed(6)} ${y.toFixed(6)}`),
    );
    expect(distinct.size).toBe(40);
    expect(layout([], []).size).toBe(0);
  });
});
